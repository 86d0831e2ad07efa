package org.multibusiness.sync.itests;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.multibusiness.sync.demo.Branch;

/**
 * What would be another one if a branch's engine had been restarted.
 *
 * @param components its components by name, with the ids that Declarative Services gave them
 * @param threads the system's numbers for its threads, with their names
 * @param starts how often the log says that the node starts
 */
record EngineLife(Map<String, String> components, List<String> threads, long starts) {
    private static final Set<String> THREADS = Set.of("sync-engine", "sync-database", "sync-numbering");
    private static final Pattern START = Pattern.compile("\"message\":\"Node \\S+ starts");

    static EngineLife of(Branch branch) throws Exception {
        return new EngineLife(
                new Console(branch).components("org.multibusiness.sync.engine."),
                threads(branch),
                START.matcher(branch.log()).results().count());
    }

    private static List<String> threads(Branch branch) throws IOException {
        return Footprint.threads(branch).entrySet().stream()
                .filter(thread -> THREADS.contains(thread.getValue()))
                .map(Map.Entry::toString)
                .sorted()
                .toList();
    }

    static Map<String, EngineLife> of(List<Branch> branches) throws Exception {
        Map<String, EngineLife> all = new HashMap<>();
        for (Branch branch : branches) {
            all.put(branch.name(), of(branch));
        }
        return all;
    }
}
