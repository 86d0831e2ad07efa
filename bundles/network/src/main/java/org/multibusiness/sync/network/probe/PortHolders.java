package org.multibusiness.sync.network.probe;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.network.NetworkProbe.Protocol;

/** Who listens on a port of this host. What other users run shows without its name, unless we are root. */
final class PortHolders {
    private static final Path PROC = Path.of("/proc");

    private final SystemCommand system;

    PortHolders(SystemCommand system) {
        this.system = system;
    }

    Optional<String> of(Protocol protocol, int port) {
        return Neighbours.onWindows() ? windows(protocol, port) : linux(protocol, port);
    }

    private static Optional<String> linux(Protocol protocol, int port) {
        Set<ProcNet.Bound> bound = new HashSet<>();
        String table = protocol.name().toLowerCase(Locale.ROOT);
        for (String name : List.of(table, table + "6")) {
            try {
                bound.addAll(ProcNet.bound(Files.readString(PROC.resolve("net").resolve(name)), protocol, port));
            } catch (IOException | IllegalArgumentException unreadable) {
                // No such table (no IPv6), or not Linux: then there is nothing to say.
            }
        }
        Set<String> names = names(bound);
        if (!names.isEmpty()) {
            return Optional.of(String.join(", ", names.stream().sorted().toList()));
        }
        return bound.stream()
                .filter(each -> each.inode() != 0)
                .findFirst()
                .map(each -> "a program of user " + each.user());
    }

    private static Set<String> names(Set<ProcNet.Bound> bound) {
        Set<String> sockets = new HashSet<>();
        bound.forEach(each -> sockets.add("socket:[" + each.inode() + "]"));
        Set<String> names = new HashSet<>();
        if (!bound.isEmpty()) {
            try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
                for (Path process : processes) {
                    if (isOther(process) && holds(process, sockets)) {
                        names.add(name(process));
                    }
                }
            } catch (IOException | java.nio.file.DirectoryIteratorException e) {
                return names;
            }
        }
        return names;
    }

    private static boolean isOther(Path process) {
        return !process.endsWith(Long.toString(ProcessHandle.current().pid()));
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (sockets.contains(Files.readSymbolicLink(file).toString())) {
                    return true;
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException notOurs) {
            return false;
        }
        return false;
    }

    private static String name(Path process) {
        String pid = String.valueOf(process.getFileName());
        try {
            return Files.readString(process.resolve("comm")).strip() + " (pid " + pid + ")";
        } catch (IOException gone) {
            return "pid " + pid;
        }
    }

    private Optional<String> windows(Protocol protocol, int port) {
        List<String> owners = new ArrayList<>();
        system.output("netstat", "-ano", "-p", protocol.name())
                .map(printed -> Netstat.owners(printed, protocol, port))
                .orElse(Set.of())
                .forEach(pid -> owners.add(system.output("tasklist", "/nh", "/fo", "csv", "/fi", "PID eq " + pid)
                        .flatMap(Netstat::program)
                        .map(program -> program + " (pid " + pid + ")")
                        .orElse("pid " + pid)));
        return owners.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", owners));
    }
}
