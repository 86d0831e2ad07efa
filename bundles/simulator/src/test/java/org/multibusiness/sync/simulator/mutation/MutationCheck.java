package org.multibusiness.sync.simulator.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import org.multibusiness.sync.simulator.Simulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plants one bug after the other, and writes down which check found it. */
public final class MutationCheck {
    private static final Logger LOG = LoggerFactory.getLogger(MutationCheck.class);

    /** A bug that so many seeds don't find counts as not found. */
    private static final int SEEDS = 150;

    private static final Path REPORT = Path.of("target", "mutation-report.md");

    private final List<Mutant> mutants;

    /** The bugs of {@code mutants.txt}; with {@code -Dsim.mutant} only those whose name contains the words. */
    public MutationCheck() throws IOException {
        String words = System.getProperty("sim.mutant", "");
        this.mutants = Mutant.all().stream()
                .filter(mutant -> mutant.name().contains(words))
                .toList();
    }

    /** How many bugs are planted. */
    public int planted() {
        return mutants.size();
    }

    /** Runs; answers the names of those that were not found. */
    public List<String> run() throws IOException {
        List<String> survivors = new ArrayList<>();
        StringBuilder report = new StringBuilder("""
                # Planted bugs

                | bug | in | found by | after seeds | shrunk to steps |
                | --- | --- | --- | --- | --- |
                """);
        Map<Mutant, String[]> findings = findings();
        for (Mutant mutant : mutants) {
            String[] found = findings.getOrDefault(mutant, new String[0]);
            if (found.length == 0) {
                survivors.add(mutant.name());
            }
            LOG.debug("{}: {}", mutant.name(), String.join("; ", found));
            report.append("| ")
                    .append(mutant.name())
                    .append(" | `")
                    .append(mutant.source())
                    .append("` | ");
            report.append(
                    found.length == 0
                            ? "**not found** | " + (SEEDS + Simulator.FOUND.size()) + " | |\n"
                            : found[1] + " | " + found[0] + " | " + found[2] + " |\n");
        }
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, report);
        return survivors;
    }

    /** Every bug lives in a world of its own: as many are looked for at once as there are processors. */
    private Map<Mutant, String[]> findings() throws IOException {
        ExecutorService searchers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            Map<Mutant, Future<String[]>> searches = new LinkedHashMap<>();
            for (Mutant mutant : mutants) {
                searches.put(mutant, searchers.submit(() -> probe(mutant).apply(SEEDS, mutant.stories())));
            }
            Map<Mutant, String[]> findings = new LinkedHashMap<>();
            for (Map.Entry<Mutant, Future<String[]>> search : searches.entrySet()) {
                findings.put(search.getKey(), search.getValue().get());
            }
            return findings;
        } catch (ExecutionException e) {
            throw new IOException("a search for a planted bug failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the search for planted bugs was interrupted", e);
        } finally {
            searchers.shutdownNow();
        }
    }

    @SuppressWarnings("unchecked")
    private static BiFunction<Integer, String, String[]> probe(Mutant mutant) throws IOException {
        try {
            return (BiFunction<Integer, String, String[]>) new BrokenClasses(mutant)
                    .loadClass(Probe.class.getName())
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the planted bug '" + mutant.name() + "' can't be loaded", e);
        }
    }
}
