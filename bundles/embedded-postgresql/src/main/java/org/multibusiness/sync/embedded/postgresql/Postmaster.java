package org.multibusiness.sync.embedded.postgresql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a running PostgreSQL writes about itself into {@code postmaster.pid}.
 *
 * @param pid its process
 * @param port its TCP port
 * @param ready whether it takes connections (it does not during crash recovery and while it stops)
 */
record Postmaster(long pid, int port, boolean ready) {
    static final String FILE = "postmaster.pid";
    private static final int PORT_LINE = 3;
    private static final int STATUS_LINE = 7;

    /** Empty when there is no such file, or when it is not complete (PostgreSQL is just writing it). */
    static Optional<Postmaster> in(Path cluster) throws IOException {
        try {
            return parse(Files.readAllLines(cluster.resolve(FILE)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    static Optional<Postmaster> parse(List<String> lines) {
        if (lines.size() <= PORT_LINE) {
            return Optional.empty();
        }
        try {
            String status = lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).trim() : "";
            return Optional.of(new Postmaster(
                    Long.parseLong(lines.get(0).trim()),
                    Integer.parseInt(lines.get(PORT_LINE).trim()),
                    status.equals("ready")));
        } catch (NumberFormatException incomplete) {
            return Optional.empty();
        }
    }

    /**
     * The process, if it lives and is a PostgreSQL of this cluster. After a crash or a reboot the number may belong to
     * any program, or to a dead process that nobody collected: those don't count.
     */
    Optional<ProcessHandle> process(Path cluster) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(process -> belongsTo(process, cluster));
    }

    /** PostgreSQL's main process keeps its arguments; its children replace them by what they are doing. */
    private static boolean belongsTo(ProcessHandle process, Path cluster) {
        return process.info()
                .arguments()
                .map(arguments -> List.of(arguments).contains(cluster.toString()))
                .orElseGet(() -> isPostgres(process));
    }

    /** All that Windows tells. */
    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> Path.of(command).endsWith("postgres.exe"))
                .orElse(false);
    }
}
