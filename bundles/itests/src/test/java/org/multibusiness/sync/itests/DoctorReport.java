package org.multibusiness.sync.itests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.multibusiness.sync.api.doctor.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the doctor named for what was caused, over all tests of this run, in {@code target/doctor-report.md}: by verdict, those that
 * nobody caused among them, and by scenario in the doctor's own words. The first is in the log, too.
 */
final class DoctorReport {
    private static final Logger LOG = LoggerFactory.getLogger(DoctorReport.class);
    private static final List<Row> ROWS = new ArrayList<>();

    private DoctorReport() {}

    /**
     * A scenario.
     *
     * @param trouble in a word
     * @param cause what the test did
     * @param asked at which branch the doctor was asked
     * @param wanted one of these verdicts is right
     */
    record Case(String trouble, String cause, String asked, Set<String> wanted) {
        Case {
            wanted = Set.copyOf(wanted);
        }
    }

    private record Row(Case told, String verdict, String confidence, String words, String millis) {}

    /** The doctor answered, and this is what it said of the trouble; {@code found} is empty when it named nothing of it. */
    static void add(Case told, JsonNode examination, JsonNode found) {
        ROWS.add(new Row(
                told,
                found.path("verdict").asText(),
                found.path("confidence").asText(),
                found.path("finding").asText(),
                examination.path("tookMs").asText()));
    }

    /** What was named for a cause so far. */
    static EnumSet<Verdict> caused() {
        EnumSet<Verdict> caused = EnumSet.noneOf(Verdict.class);
        ROWS.stream()
                .filter(row -> !row.verdict().isEmpty())
                .forEach(row -> caused.add(Verdict.valueOf(row.verdict())));
        return caused;
    }

    /** Writes the file, of all that was added so far. */
    static void write() throws IOException {
        List<String> verdicts = verdicts();
        LOG.info("Verdicts by what caused them:\n{}", String.join("\n", verdicts));
        List<String> report = new ArrayList<>(List.of("# What caused each verdict", ""));
        report.addAll(verdicts);
        report.addAll(List.of("", "# What the doctor said", ""));
        report.addAll(answers());
        Files.write(Path.of("target/doctor-report.md"), report);
    }

    private static List<String> answers() {
        List<String> report = new ArrayList<>(List.of(
                "| trouble | how it was caused | asked at | named by the doctor | confidence | its words | ms |",
                "| --- | --- | --- | --- | --- | --- | --- |"));
        for (Row row : ROWS) {
            report.add(line(
                    row.told().trouble(),
                    row.told().cause(),
                    row.told().asked(),
                    row.verdict().isEmpty() ? "none of " + row.told().wanted() : row.verdict(),
                    row.confidence(),
                    row.words(),
                    row.millis()));
        }
        return report;
    }

    private static List<String> verdicts() {
        List<String> lines = new ArrayList<>(
                List.of("| verdict | alarm | scenario | asked at | confidence |", "| --- | --- | --- | --- | --- |"));
        for (Verdict verdict : Verdict.values()) {
            String alarm = verdict.isAlarm() ? "yes" : "no";
            List<Row> caused = ROWS.stream()
                    .filter(row -> row.verdict().equals(verdict.name()))
                    .toList();
            caused.forEach(row -> lines.add(line(
                    verdict.label(),
                    alarm,
                    row.told().trouble() + ": " + row.told().cause(),
                    row.told().asked(),
                    row.confidence())));
            if (caused.isEmpty()) {
                lines.add(line(verdict.label(), alarm, "(not caused in this run)", "", ""));
            }
        }
        ROWS.stream()
                .filter(row -> row.verdict().isEmpty())
                .forEach(row -> lines.add(line(
                        "MISSED " + row.told().wanted(),
                        "",
                        row.told().trouble() + ": " + row.told().cause(),
                        row.told().asked(),
                        "")));
        return lines;
    }

    private static String line(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
