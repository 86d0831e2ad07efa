package org.multibusiness.sync.embedded.postgresql;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs on disk.
 *
 * @param root the directory that holds {@code bin}, {@code lib} and {@code share}
 */
record Installation(Path root) {
    private static final String VERSION_RESOURCE = "/postgresql.version";

    /** An installation made by somebody else, for machines that the packed binaries don't fit. */
    static Installation at(String directory) throws ClusterException {
        Installation installation = new Installation(Path.of(directory).toAbsolutePath());
        for (String program : List.of("initdb", "pg_ctl", "postgres")) {
            if (!Files.isRegularFile(Path.of(installation.program(program)))) {
                throw new ClusterException("installation.directory = '" + directory + "' has no bin/" + program
                        + "; give the directory of a PostgreSQL 17 or newer that holds bin, lib and share");
            }
        }
        return installation;
    }

    /** The packed binaries, unpacked below the given directory unless they are there already. */
    static Installation unpackedIn(Path directory) throws ClusterException {
        String system = system();
        Path root = directory.resolve("binaries-" + packedVersion());
        if (Files.isDirectory(root)) {
            return new Installation(root);
        }
        try (InputStream packed = Installation.class.getResourceAsStream("/postgres-" + system + ".txz")) {
            if (packed == null) {
                throw new ClusterException("This distribution has no PostgreSQL for " + system
                        + ". Install PostgreSQL 17 or newer and name its directory (with bin, lib, share) in"
                        + " installation.directory in etc/" + EmbeddedPostgresql.PID + ".cfg, or set DATABASE_URL");
            }
            unpack(packed, root);
            return new Installation(root);
        } catch (IOException e) {
            throw new ClusterException("PostgreSQL can't be unpacked into " + root + ": " + e.getMessage(), e);
        }
    }

    /** The full path of one of PostgreSQL's programs. */
    String program(String name) {
        return root.resolve("bin").resolve(isWindows() ? name + ".exe" : name).toString();
    }

    static boolean isWindows() {
        return osName().startsWith("windows");
    }

    /** A half-unpacked directory of a former start is done again; the finished one appears in one step. */
    private static void unpack(InputStream packed, Path root) throws IOException {
        Path draft = root.resolveSibling(root.getFileName() + ".new");
        Trees.delete(draft);
        Files.createDirectories(draft);
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                write(tar, entry, draft);
                entry = tar.getNextEntry();
            }
        }
        Files.move(draft, root, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("archive entry outside of its directory: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        if ((entry.getMode() & 0100) != 0 && !isWindows()) {
            Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(target));
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            Files.setPosixFilePermissions(target, permissions);
        }
    }

    private static String packedVersion() throws ClusterException {
        try (InputStream resource = Installation.class.getResourceAsStream(VERSION_RESOURCE)) {
            if (resource == null) {
                throw new ClusterException("The bundle lacks " + VERSION_RESOURCE + ": install the distribution again");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8).trim();
        } catch (IOException e) {
            throw new ClusterException("The bundle can't be read: " + e.getMessage(), e);
        }
    }

    /** As the archives are named: {@code linux-x86_64}, {@code windows-x86_64}. */
    private static String system() {
        String name = osName();
        String system = isWindows() ? "windows" : name.startsWith("mac") ? "darwin" : name.replace(' ', '_');
        String architecture = System.getProperty("os.arch", "unknown").toLowerCase(Locale.ROOT);
        return system
                + "-"
                + switch (architecture) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> architecture;
                };
    }

    private static String osName() {
        return System.getProperty("os.name", "unknown").toLowerCase(Locale.ROOT);
    }
}
