package org.multibusiness.sync.embedded.postgresql;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom PostgreSQL runs as. It refuses to run as root; when the service does, PostgreSQL gets a user namespace of its
 * own (where root is nobody, yet owns the same files), or, where the kernel forbids that, another user's identity.
 * Windows is not a case: {@code pg_ctl} drops administrators' rights there by itself.
 */
final class ServerUser {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final List<String> CANDIDATES = List.of("postgres", "nobody");

    private final List<String> prefix;
    private final @Nullable UserPrincipal owner;

    private ServerUser(List<String> prefix, @Nullable UserPrincipal owner) {
        this.prefix = List.copyOf(prefix);
        this.owner = owner;
    }

    /** Finds out, by trying, what works on this machine. */
    static ServerUser detect(Path directory) throws ClusterException, InterruptedException {
        if (!isRoot(directory)) {
            return new ServerUser(List.of(), null);
        }
        return works(List.of("unshare", "-U", "true"), directory) ? inNamespace() : other(directory);
    }

    static ServerUser inNamespace() {
        return new ServerUser(List.of("unshare", "-U"), null);
    }

    /** Another user of this machine: for root in a container that forbids user namespaces. */
    static ServerUser other(Path directory) throws ClusterException, InterruptedException {
        for (String name : CANDIDATES) {
            if (works(List.of("id", "-u", name), directory)) {
                String group =
                        Command.run(List.of("id", "-g", name), directory, LIMIT).trim();
                List<String> prefix = List.of("setpriv", "--reuid=" + name, "--regid=" + group, "--clear-groups", "--");
                try {
                    return new ServerUser(
                            prefix,
                            directory
                                    .getFileSystem()
                                    .getUserPrincipalLookupService()
                                    .lookupPrincipalByName(name));
                } catch (IOException e) {
                    throw new ClusterException("User " + name + " can't be looked up: " + e.getMessage(), e);
                }
            }
        }
        throw new ClusterException(
                "PostgreSQL refuses to run as root, user namespaces are not allowed here, and there is"
                        + " no user " + String.join(" or ", CANDIDATES)
                        + ". Run the service as an ordinary user, or set DATABASE_URL to a PostgreSQL that runs elsewhere");
    }

    /** The command, as it has to be called to run as this user. */
    List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }

    /** Makes everything under the path this user's, and the path reachable. Does nothing when it is already so. */
    void own(Path path) throws IOException {
        UserPrincipal wanted = owner;
        if (wanted == null) {
            return;
        }
        Path home = path.getParent();
        allowPassage(home);
        allowPassage(home == null ? null : home.getParent());
        if (!wanted.equals(Files.getOwner(path))) {
            Files.walkFileTree(path, new Chown(wanted));
        }
    }

    /** Only passage: names in the directory can't be listed, and the files in it keep their own modes. */
    private static void allowPassage(@Nullable Path directory) throws IOException {
        if (directory == null) {
            return;
        }
        Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(directory));
        if (permissions.add(PosixFilePermission.OTHERS_EXECUTE)) {
            Files.setPosixFilePermissions(directory, permissions);
        }
    }

    private static boolean isRoot(Path directory) throws InterruptedException {
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return false;
        }
        try {
            return Command.run(List.of("id", "-u"), directory, LIMIT).trim().equals("0");
        } catch (ClusterException noSuchCommand) {
            return System.getProperty("user.name", "").equals("root");
        }
    }

    private static boolean works(List<String> command, Path directory) throws InterruptedException {
        try {
            Command.run(command, directory, LIMIT);
            return true;
        } catch (ClusterException doesNot) {
            return false;
        }
    }

    @Override
    public String toString() {
        return prefix.isEmpty() ? "the service's own user" : String.join(" ", prefix);
    }

    /** Gives files and directories to a user; links are changed, not followed. */
    private static final class Chown extends SimpleFileVisitor<Path> {
        private final UserPrincipal owner;

        Chown(UserPrincipal owner) {
            this.owner = owner;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            return give(file);
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            return give(directory);
        }

        private FileVisitResult give(Path path) throws IOException {
            Files.setAttribute(path, "posix:owner", owner, LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
        }
    }
}
