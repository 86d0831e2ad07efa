package org.multibusiness.sync.audit;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditInspection.Check;
import org.multibusiness.sync.api.audit.AuditInspection.Entry;
import org.multibusiness.sync.api.audit.AuditKind;

/** What a hand in the files does, and what a crash does. */
public class LedgerTest {
    private static final Instant AT = Instant.parse("2026-11-28T09:00:00Z");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Settings settings = new Settings(Path.of(""), Path.of(""), 1 << 20, 4);

    @Before
    public void name() {
        settings = new Settings(
                folder.getRoot().toPath().resolve("audit"),
                folder.getRoot().toPath().resolve("seal"),
                1 << 20,
                4);
    }

    private static List<Note> notes(int from, int to) {
        List<Note> notes = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            notes.add(new Note(
                    AT, AuditEvent.of(AuditKind.PEER_ADDED, "10.0.0." + i).by("ann")));
        }
        return notes;
    }

    /** A record of so many entries, closed. */
    private void record(int from, int to) throws IOException {
        try (Ledger ledger = Ledger.open(settings)) {
            ledger.append(notes(from, to));
            ledger.seal();
        }
    }

    private Check check() throws IOException {
        try (Ledger ledger = Ledger.open(settings)) {
            return ledger.verify();
        }
    }

    private Path file() throws IOException {
        return new Segments(settings.directory()).files().get(0);
    }

    private List<String> lines() throws IOException {
        return new ArrayList<>(Files.readAllLines(file()));
    }

    private void rewrite(List<String> lines) throws IOException {
        Files.writeString(file(), String.join("\n", lines) + "\n");
    }

    private void assertFound(String words) throws IOException {
        Check check = check();
        assertFalse(words, check.intact());
        assertThat(check.finding(), containsString(words));
    }

    @Test
    public void whatWasRecordedIsThereNewestFirstAndIntactAfterARestart() throws IOException {
        record(1, 3);
        record(4, 4);
        try (Ledger ledger = Ledger.open(settings)) {
            List<Entry> newest = ledger.latest(2);
            assertEquals(
                    List.of("10.0.0.4", "10.0.0.3"),
                    newest.stream().map(Entry::subject).toList());
            assertEquals("ann", newest.get(0).by());
            Check check = ledger.verify();
            assertTrue(check.finding(), check.intact());
            assertEquals(1, check.first());
            assertEquals(4, check.last());
            assertEquals(AT.toString(), check.begun());
        }
        assertEquals("one file", 1, new Segments(settings.directory()).files().size());
    }

    @Test
    public void aChangedLineIsFoundAndNamed() throws IOException {
        record(1, 5);
        List<String> lines = lines();
        lines.set(2, lines.get(2).replace("ann", "bob"));
        rewrite(lines);
        assertFound("Line 3 of audit-000001.jsonl was changed");
    }

    @Test
    public void everyByteOfALineCounts() throws IOException {
        record(1, 1);
        byte[] good = Files.readAllBytes(file());
        for (int i = 0; i < good.length - 1; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(file(), bad);
            try (Ledger ledger = Ledger.open(settings)) {
                assertFalse("byte " + i, ledger.verify().intact());
            }
        }
    }

    @Test
    public void aRemovedLineIsFound() throws IOException {
        record(1, 5);
        List<String> lines = lines();
        lines.remove(1);
        rewrite(lines);
        assertFound("Before Line 2 of audit-000001.jsonl (entry 3) is a gap: entry 2 is missing.");
    }

    @Test
    public void aRemovedBeginningIsFound() throws IOException {
        record(1, 5);
        List<String> lines = lines();
        rewrite(lines.subList(2, 5));
        assertFound("entries 1 to 2 are missing.");
    }

    @Test
    public void aLineThatWasInsertedIsFoundWhetherItIsOursOrNot() throws IOException {
        record(1, 3);
        List<String> lines = lines();
        lines.add(2, lines.get(0));
        rewrite(lines);
        assertFound("Line 3 of audit-000001.jsonl (entry 1) does not belong there");
        lines.set(2, "{\"n\":3,\"kind\":\"PAUSED\"}");
        rewrite(lines);
        assertFound("Line 3 of audit-000001.jsonl was changed, or was not written by this node");
    }

    @Test
    public void aChangedOrderIsFound() throws IOException {
        record(1, 4);
        List<String> lines = lines();
        Collections.swap(lines, 1, 2);
        rewrite(lines);
        assertFound("is a gap: entry 2 is missing");
    }

    @Test
    public void anEndThatWasCutOffIsFoundAlsoAfterTheRecordWentOn() throws IOException {
        record(1, 5);
        rewrite(lines().subList(0, 3));
        assertFound("The end was cut off: entries 4 to 5 are missing, the last one that is there is 3.");
        record(6, 7);
        assertFound("Before Line 1 of audit-000002.jsonl (entry 6) is a gap: entries 4 to 5 are missing.");
    }

    @Test
    public void anEndThatWasCutOffInsideALineIsFound() throws IOException {
        record(1, 5);
        byte[] all = Files.readAllBytes(file());
        Files.write(file(), java.util.Arrays.copyOf(all, all.length - 30));
        assertFound("The end was cut off: entry 5 is missing");
    }

    @Test
    public void aRecordThatIsGoneIsFound() throws IOException {
        record(1, 5);
        Files.delete(file());
        assertFound("The end was cut off: entries 1 to 5 are missing");
    }

    @Test
    public void aLineOfAnotherLifeOfThisNodeIsFound() throws IOException {
        record(1, 3);
        Path seal = settings.sealDirectory().resolve("audit.head");
        byte[] head = Files.readAllBytes(seal);
        byte[] then = Files.readAllBytes(file());
        record(4, 4);
        byte[] first = Files.readAllBytes(file());
        Files.write(seal, head);
        Files.write(file(), then);
        record(9, 9);
        Files.write(file(), first);
        assertFound("(entry 4) is not the one that was sealed as the last");
    }

    @Test
    public void aLineOfAnotherLifeIsFoundInTheMiddleToo() throws IOException {
        record(1, 3);
        byte[] head = Files.readAllBytes(settings.sealDirectory().resolve("audit.head"));
        byte[] then = Files.readAllBytes(file());
        record(4, 4);
        String other = lines().get(3);
        Files.write(settings.sealDirectory().resolve("audit.head"), head);
        Files.write(file(), then);
        record(8, 9);
        List<String> lines = lines();
        lines.set(3, other);
        rewrite(lines);
        assertFound("Line 5 of audit-000001.jsonl (entry 5) does not follow the line before it");
    }

    @Test
    public void aFileWhoseFirstLineWasForgedDoesNotMakeTheRecordBeginThere() throws IOException {
        settings = new Settings(settings.directory(), settings.sealDirectory(), 1_000, 3);
        for (int i = 1; i <= 10; i++) {
            record(i, i);
        }
        Path oldest = file();
        Path second = new Segments(settings.directory()).files().get(1);
        Files.writeString(second, Files.readString(second).replaceFirst("\"n\":[0-9]+", "\"n\":999"));
        for (int i = 11; i <= 40; i++) {
            record(i, i);
        }
        assertTrue("nothing was removed", Files.exists(oldest));
        assertFound("Line 1 of " + second.getFileName() + " was changed");
    }

    @Test
    public void aSealThatIsGoneOrForgedIsFoundAndStaysFound() throws IOException {
        record(1, 3);
        Path seal = settings.sealDirectory().resolve("audit.head");
        Files.delete(seal);
        try (Ledger ledger = Ledger.open(settings)) {
            assertThat(ledger.broken(), containsString("The seal " + seal + " is gone"));
            ledger.append(List.of(
                    new Note(AT, AuditEvent.of(AuditKind.AUDIT_DAMAGED, "").with("finding", ledger.broken()))));
            ledger.seal();
        }
        assertFound("(entry 4) says that the record did not fit its seal when it was opened: The seal");
        Files.writeString(seal, "{\"last\":3,\"mac\":\"" + "0".repeat(64) + "\"}");
        try (Ledger ledger = Ledger.open(settings)) {
            assertThat(ledger.broken(), containsString("was not written by this node"));
        }
    }

    @Test
    public void aKeyThatIsGoneIsFound() throws IOException {
        record(1, 3);
        Files.delete(settings.sealDirectory().resolve("audit.key"));
        try (Ledger ledger = Ledger.open(settings)) {
            assertThat(ledger.broken(), containsString("was gone: what was recorded before can't be checked"));
            assertThat(ledger.verify().finding(), containsString("Line 1 of audit-000001.jsonl"));
        }
    }

    @Test
    public void linesThatAreTakenAwayWhileItRunsAreMissedEvenWhenTheSealIsSetBackWithThem() throws IOException {
        record(1, 2);
        byte[] head = Files.readAllBytes(settings.sealDirectory().resolve("audit.head"));
        byte[] then = Files.readAllBytes(file());
        try (Ledger ledger = Ledger.open(settings)) {
            ledger.append(notes(3, 4));
            ledger.seal();
            Files.write(settings.sealDirectory().resolve("audit.head"), head);
            Files.write(file(), then);
            assertThat(ledger.verify().finding(), containsString("The end and its seal were set back"));
        }
    }

    @Test
    public void aLineThatACrashCutShortIsNoTampering() throws IOException {
        record(1, 3);
        Files.writeString(file(), "{\"n\":4,\"at\":\"2026-11-2", StandardOpenOption.APPEND);
        Check check = check();
        assertTrue(check.finding(), check.intact());
        record(4, 5);
        Check after = check();
        assertTrue(after.finding(), after.intact());
        assertEquals(5, after.last());
    }

    @Test
    public void linesThatWereWrittenButNotSealedBeforeACrashCount() throws IOException {
        record(1, 3);
        try (Ledger ledger = Ledger.open(settings)) {
            ledger.append(notes(4, 5));
        }
        try (Ledger ledger = Ledger.open(settings)) {
            assertEquals("", ledger.broken());
            ledger.append(notes(6, 6));
            ledger.seal();
        }
        Check check = check();
        assertTrue(check.finding(), check.intact());
        assertEquals(6, check.last());
    }

    @Test
    public void aForgedLineBehindTheSealIsFound() throws IOException {
        record(1, 3);
        String forged = lines().get(2).replace("\"n\":3", "\"n\":4");
        Files.writeString(file(), forged + "\n", StandardOpenOption.APPEND, StandardOpenOption.WRITE);
        assertFound("Line 4 of audit-000001.jsonl was changed");
    }

    @Test
    public void theChainGoesOnAcrossFilesAndTheOldestGoesWithAWord() throws IOException {
        settings = new Settings(settings.directory(), settings.sealDirectory(), 1_000, 3);
        for (int i = 1; i <= 40; i++) {
            record(i, i);
        }
        Segments segments = new Segments(settings.directory());
        assertEquals(3, segments.files().size());
        Check check = check();
        assertTrue(check.finding(), check.intact());
        assertTrue("first " + check.first(), check.first() > 20);
        try (Ledger ledger = Ledger.open(settings)) {
            assertTrue(
                    ledger.latest(100).stream().anyMatch(entry -> entry.kind().equals("AUDIT_PRUNED")));
        }
        Files.delete(segments.files().get(1));
        assertFound("are missing");
    }

    @Test
    public void aDifferentKeysLinesAreRefused() throws IOException {
        record(1, 2);
        Seal stranger = new Seal(Seal.newKey());
        byte[] line = Line.write(
                Line.after(2, lines().get(1).getBytes(StandardCharsets.UTF_8)),
                notes(3, 3).get(0),
                stranger);
        Files.write(file(), line, StandardOpenOption.APPEND);
        Files.writeString(file(), "\n", StandardOpenOption.APPEND);
        assertFound("was not written by this node");
    }

    @Test
    public void theFilesAreForTheirOwnerOnly() throws IOException {
        record(1, 1);
        for (Path directory : List.of(settings.directory(), settings.sealDirectory())) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
            try (java.util.stream.Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    assertEquals(
                            file.toString(),
                            "rw-------",
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
                }
            }
        }
    }

    @Test
    public void aLineHoldsWhateverAStrangerCallsHimself() throws IOException {
        String name = "a\n\"b\\ \u202e {\"mac\":\"" + "\u0000".repeat(30);
        try (Ledger ledger = Ledger.open(settings)) {
            ledger.append(List.of(new Note(AT, AuditEvent.of(AuditKind.LOCKED_OUT, name))));
            ledger.seal();
            assertTrue(ledger.verify().intact());
            assertEquals(name, ledger.latest(1).get(0).subject());
        }
        assertEquals(1, lines().size());
    }
}
