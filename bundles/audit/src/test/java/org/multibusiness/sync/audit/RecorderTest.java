package org.multibusiness.sync.audit;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditInspection.Entry;
import org.multibusiness.sync.api.audit.AuditKind;

public class RecorderTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final SetClock clock = new SetClock();
    private Settings settings = new Settings(Path.of(""), Path.of(""), 1 << 20, 4);
    private Recorder recorder;

    public RecorderTest() throws IOException {
        folder.create();
        settings = new Settings(
                folder.getRoot().toPath().resolve("audit"),
                folder.getRoot().toPath().resolve("seal"),
                1 << 20,
                4);
        recorder = new Recorder(settings, clock, "1.0.0");
    }

    @Before
    public void isFresh() {
        assertEquals("", recorder.problem());
    }

    @After
    public void close() {
        recorder.close("test");
    }

    private Recorder restarted() {
        recorder.close("service");
        recorder = new Recorder(settings, clock, "1.0.0");
        return recorder;
    }

    private List<String> kinds() throws IOException {
        return recorder.latest(100).stream().map(Entry::kind).toList();
    }

    @Test
    public void whatIsRecordedIsInTheNextAnswerAndWithoutAskingOnTheDisk() throws IOException {
        recorder.record(AuditEvent.of(AuditKind.PAUSED, "").by("ann"));
        assertEquals(List.of("PAUSED", "STARTED"), kinds());
        recorder.record(AuditEvent.of(AuditKind.RESUMED, "").by("ann"));
        await().until(() -> Files.readString(settings.directory().resolve("audit-000001.jsonl"))
                .contains("RESUMED"));
    }

    @Test
    public void startAndEndAreRecordedAndAnEndThatWasNotOrderly() throws IOException {
        recorder.record(AuditEvent.of(AuditKind.PAUSED, ""));
        restarted();
        assertEquals(List.of("STARTED", "STOPPED", "PAUSED", "STARTED"), kinds());
        assertEquals("orderly end", recorder.latest(1).get(0).details().get("before"));
        Recorder after = new Recorder(settings, clock, "1.0.0");
        assertEquals("no orderly end", after.latest(1).get(0).details().get("before"));
        after.close("test");
    }

    @Test
    public void whatWasCountedIsRecordedAtTheEnd() throws IOException {
        for (int i = 0; i < 7; i++) {
            recorder.record(AuditEvent.of(AuditKind.PEER_REJECTED, "10.0.0.9"));
        }
        restarted();
        assertEquals(List.of("STARTED", "STOPPED", "PEER_REJECTED", "PEER_REJECTED", "STARTED"), kinds());
        assertEquals("6", recorder.latest(3).get(2).details().get("more"));
    }

    @Test
    public void aDiskThatCanNotBeWrittenStopsNobodyIsToldAndWhatWaitedIsRecordedLater() throws IOException {
        recorder.close("service");
        Path away = settings.directory().resolveSibling("away");
        Files.move(settings.directory(), away);
        Files.writeString(settings.directory(), "in the way");
        recorder = new Recorder(settings, clock, "1.0.0");
        for (int i = 0; i < Recorder.ROOM + 5; i++) {
            recorder.record(AuditEvent.of(AuditKind.PEER_ADDED, "10.0.0." + i));
        }
        await().until(() -> recorder.problem().contains("events wait, 5 were lost"));
        assertThat(recorder.problem(), containsString("Next: make room"));

        Files.delete(settings.directory());
        Files.move(away, settings.directory());
        List<Entry> newest = recorder.latest(2);
        assertEquals("AUDIT_LOST", newest.get(0).kind());
        assertEquals("5", newest.get(0).details().get("events"));
        assertEquals("10.0.0." + (Recorder.ROOM - 1), newest.get(1).subject());
        assertEquals("", recorder.problem());
        assertTrue(recorder.verify().intact());
    }

    @Test
    public void tamperingIsToldAtTheNextStartAndRecorded() throws IOException {
        recorder.record(AuditEvent.of(AuditKind.PEER_ADDED, "10.0.0.1").by("mallory"));
        recorder.close("service");
        Path file = settings.directory().resolve("audit-000001.jsonl");
        Files.writeString(file, Files.readString(file).replace("mallory", "ann"));
        recorder = new Recorder(settings, clock, "1.0.0");
        assertEquals(List.of("STARTED", "AUDIT_DAMAGED"), kinds().subList(0, 2));
        assertThat(recorder.problem(), containsString("Line 2 of audit-000001.jsonl was changed"));
        assertThat(recorder.verify().finding(), containsString("Line 2 of audit-000001.jsonl was changed"));
    }

    @Test
    public void tamperingWhileItRunsIsToldWhenSomebodyVerifies() throws IOException {
        recorder.record(AuditEvent.of(AuditKind.PEER_ADDED, "10.0.0.1").by("mallory"));
        assertTrue(recorder.verify().intact());
        Path file = settings.directory().resolve("audit-000001.jsonl");
        Files.writeString(file, Files.readString(file).replace("mallory", "ann"));
        assertThat(recorder.verify().finding(), containsString("Line 2"));
        assertThat(recorder.problem(), containsString("tampered with"));
    }

    @Test
    public void whatComesAfterTheEndHurtsNobodyAndIsNotWrittenBesideTheNextRecorder() throws IOException {
        recorder.record(AuditEvent.of(AuditKind.PAUSED, ""));
        recorder.close("service");
        recorder.record(AuditEvent.of(AuditKind.RESUMED, ""));
        assertEquals(List.of("STOPPED", "PAUSED", "STARTED"), kinds());
        assertEquals("", recorder.problem());
    }
}
