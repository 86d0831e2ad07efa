package org.multibusiness.sync.itests;

import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.multibusiness.sync.demo.Branch;

/**
 * What a branch server holds, seen from outside.
 *
 * @param threads of the process
 * @param sockets open, of any kind
 * @param loaders class loaders of bundles, after a full collection
 * @param classes loaded, after a full collection
 */
record Footprint(long threads, long sockets, long loaders, long classes) {
    private static final String LOADER = "org.apache.felix.framework.BundleWiringImpl$BundleClassLoader";
    private static final String ESTABLISHED = "01";
    private static final Pattern COUNTED = Pattern.compile("^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+)");

    static Footprint of(Branch branch) throws Exception {
        Map<String, Long> alive = histogram(branch);
        return new Footprint(
                threads(branch).size(),
                sockets(branch),
                alive.getOrDefault(LOADER, 0L),
                alive.getOrDefault("java.lang.Class", 0L));
    }

    /**
     * Fails when more is held than once before. A hundred swaps are fifty at each branch, so a leak of one for each would be 45
     * more. The bounds are far below that and just above what comes and goes. Threads and sockets: the database pool opens up to
     * eight connections when it has much to do, the console some for the test itself. Class loaders: one, because of all record
     * types whose equality was ever asked for, java.lang.runtime.ObjectMethods remembers the last, and that may be one of a
     * bundle that is gone. Classes: those of that bundle, and what the JDK makes for reflection and lambdas.
     */
    void assertNotBeyond(Footprint before) {
        assertTrue("threads: " + threads + " after " + before.threads, threads <= before.threads + 12);
        assertTrue("sockets: " + sockets + " after " + before.sockets, sockets <= before.sockets + 12);
        assertTrue("class loaders: " + loaders + " after " + before.loaders, loaders <= before.loaders + 1);
        assertTrue("classes: " + classes + " after " + before.classes, classes <= before.classes + 300);
    }

    /** The names of the threads, cut by the system to 15 letters, by their numbers. */
    static Map<String, String> threads(Branch branch) throws IOException {
        Map<String, String> names = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(process(branch, "task"))) {
            for (Path task : tasks.toList()) {
                try {
                    names.put(
                            task.getFileName().toString(),
                            Files.readString(task.resolve("comm")).strip());
                } catch (IOException ended) {
                    // Between the listing and the look.
                }
            }
        }
        return names;
    }

    private static long sockets(Branch branch) throws IOException {
        try (Stream<Path> open = Files.list(process(branch, "fd"))) {
            return open.map(Footprint::target)
                    .filter(target -> target.startsWith("socket:"))
                    .count();
        }
    }

    /**
     * The established TCP connections of a branch's links, by the system's numbers for its sockets.
     *
     * @param ports where links are accepted, at all branches
     */
    static Set<String> connections(Branch branch, Set<Integer> ports) throws IOException {
        Set<String> own = new TreeSet<>();
        try (Stream<Path> open = Files.list(process(branch, "fd"))) {
            open.map(Footprint::target).forEach(own::add);
        }
        Set<String> links = new TreeSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            for (String line : Files.readAllLines(process(branch, table))) {
                String[] words = line.strip().split("\\s+", -1);
                // The first line names the columns.
                boolean link = words[3].equals(ESTABLISHED)
                        && (ports.contains(port(words[1])) || ports.contains(port(words[2])));
                if (link && own.contains("socket:[" + words[9] + "]")) {
                    links.add(words[9]);
                }
            }
        }
        return links;
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
    }

    private static Path process(Branch branch, String file) {
        return Path.of("/proc", String.valueOf(branch.pid()), file);
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    /** Of each class how many objects are alive; the question makes the server collect first. */
    private static Map<String, Long> histogram(Branch branch) throws Exception {
        Map<String, Long> counts = new TreeMap<>();
        for (String line : ask(branch, "GC.class_histogram")) {
            Matcher counted = COUNTED.matcher(line);
            if (counted.find()) {
                counts.merge(counted.group(2), Long.parseLong(counted.group(1)), Long::sum);
            }
        }
        return counts;
    }

    /** Of each of these classes how many versions are loaded, after a full collection. */
    static Map<String, Long> versions(Branch branch, Set<String> types) throws Exception {
        ask(branch, "GC.class_histogram");
        return ask(branch, "VM.classloaders", "show-classes").stream()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .filter(types::contains)
                .collect(Collectors.groupingBy(type -> type, Collectors.counting()));
    }

    /** What the server's Java answers. */
    private static List<String> ask(Branch branch, String... question) throws Exception {
        Path printed = Files.createTempFile(branch.data(""), "jcmd", ".txt");
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(branch.pid())));
        line.addAll(List.of(question));
        Process jcmd = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            if (!jcmd.waitFor(1, TimeUnit.MINUTES) || jcmd.exitValue() != 0) {
                throw new IllegalStateException(line + " failed: " + Files.readString(printed));
            }
            return Files.readAllLines(printed);
        } finally {
            jcmd.destroyForcibly();
            Files.delete(printed);
        }
    }
}
