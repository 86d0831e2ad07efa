package org.multibusiness.sync.shell;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.shell.support.Folders;
import org.multibusiness.sync.shell.support.SupportArchive;
import org.multibusiness.sync.shell.support.SupportArchive.Source;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** {@code sync:support}. */
@Service
@Command(
        scope = "sync",
        name = "support",
        description = "Packs what this node knows of itself, for whoever helps",
        detailedDescription = """
                Writes a zip into data/sync/support: status, nodes, tables, the
                doctor's findings, settings, versions, threads, and the newest logs.
                Passwords and keys are left out, and so are rows of the business;
                names of tables and servers and their addresses are in it. Nothing
                is sent anywhere. The newest five archives are kept.

                Example: sync:support
                """)
public final class SupportCommand extends SyncCommand<SupportCommand.Packed> {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'support-'yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private static final String ABOUT = """
            What a Multi-Business Sync node knows of itself, for whoever helps.
            Left out: passwords, keys, rows of the business. In it: names and addresses of servers, names of tables.
            """;

    @Reference
    @Nullable
    BundleContext context;

    Folders folders = Folders.ofKaraf();

    /**
     * What was written.
     *
     * @param file where
     * @param parts what is in it
     */
    record Packed(String file, List<String> parts) {
        /** Copies the list. */
        Packed {
            parts = List.copyOf(parts);
        }
    }

    @Override
    Packed ask(Services from) throws CommandException {
        Map<String, Source> parts = new LinkedHashMap<>();
        parts.put("README.txt", () -> ABOUT);
        parts.put("status.json", () -> Json.text(from.engine().status()));
        parts.put("nodes.json", () -> Json.text(from.operations().nodes()));
        parts.put("tables.json", () -> Json.text(from.inspection().tables()));
        parts.put("doctor.json", () -> Json.text(from.doctor().examine("")));
        parts.put("system.txt", SupportCommand::system);
        parts.put("bundles.txt", this::bundles);
        parts.put("threads.txt", SupportCommand::threads);
        try {
            SupportArchive archive =
                    new SupportArchive(folders, name -> Objects.requireNonNullElse(System.getenv(name), ""));
            Path file = archive.write(NAME.format(Instant.now()), parts);
            return new Packed(file.toAbsolutePath().toString(), archive.names());
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The archive can't be written (" + e + "). Next: make room in "
                            + folders.data().toAbsolutePath()
                            + ", or give the user that runs this service the right to write there.",
                    e);
        }
    }

    private static String system() {
        Runtime runtime = Runtime.getRuntime();
        return String.join(
                "\n",
                "time      " + Instant.now() + ", zone " + java.time.ZoneId.systemDefault(),
                "java      " + System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
                "system    " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch") + ", " + runtime.availableProcessors() + " processors",
                "heap      " + ((runtime.totalMemory() - runtime.freeMemory()) >> 20) + " of "
                        + (runtime.maxMemory() >> 20) + " MiB",
                "up        " + ManagementFactory.getRuntimeMXBean().getUptime() / 1000 + " s",
                "variables that are set: "
                        + System.getenv().keySet().stream()
                                .filter(name -> name.startsWith("SYNC_")
                                        || List.of("DATABASE_URL", "PORT", "LOG_LEVEL", "JAVA_HOME")
                                                .contains(name))
                                .sorted()
                                .collect(Collectors.joining(", ")));
    }

    private String bundles() {
        BundleContext here = context;
        return here == null
                ? "Not to be had: no framework"
                : Arrays.stream(here.getBundles()).map(SupportCommand::line).collect(Collectors.joining("\n"));
    }

    private static String line(Bundle bundle) {
        String state = bundle.getState() == Bundle.ACTIVE ? "active" : "state " + bundle.getState();
        return bundle.getBundleId() + " " + bundle.getSymbolicName() + " " + bundle.getVersion() + " " + state;
    }

    private static String threads() {
        return Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(true, true))
                .map(ThreadInfo::toString)
                .collect(Collectors.joining("\n"));
    }

    @Override
    void show(Packed packed, Page page) {
        page.file("Written:", packed.file());
        page.line("In it: " + String.join(", ", packed.parts()));
        page.next(
                "look into it, then send it to whoever helps. It is read by nobody else, and sent nowhere by itself.");
    }
}
