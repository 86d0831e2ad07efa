package org.multibusiness.sync.shell;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.startsWith;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.karaf.shell.support.CommandException;
import org.junit.Test;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditInspection;
import org.multibusiness.sync.api.audit.AuditKind;

public class AuditCommandTest {
    private final List<AuditEvent> recorded = new ArrayList<>();
    private final Services services = new Services(new FakeSyncEngine(), new FakeSyncOperations(), null, null, null);
    private final Screen screen = new Screen();
    private final FakeRecord record = new FakeRecord();

    /** A record of one entry. */
    private static final class FakeRecord implements AuditInspection {
        private Check check = new Check(true, 3, 17, "2026-11-01T08:00:00Z", "ab".repeat(32), "");
        private boolean gone;

        @Override
        public List<Entry> latest(int limit) throws IOException {
            if (gone) {
                throw new IOException("no such folder");
            }
            return List.of(new Entry(
                    17,
                    "2026-11-28T09:00:00Z",
                    "LOCKED_OUT",
                    "ev\u001b[2Je",
                    "",
                    new TreeMap<>(Map.of("wrong-passwords", "10"))));
        }

        @Override
        public Check verify() {
            return check;
        }
    }

    public AuditCommandTest() {
        services.trail = recorded::add;
        services.record = record;
    }

    private static AuditCommand verify() {
        AuditCommand command = new AuditCommand();
        command.verify = true;
        return command;
    }

    @Test
    public void theNewestEntriesAreListedAndWhatStrangersCallThemselvesIsMadePlain() throws CommandException {
        String text = screen.run(new AuditCommand(), services);
        assertThat(text, containsString("LOCKED_OUT"));
        assertThat(text, containsString("ev?[2Je"));
        assertThat(text, containsString("wrong-passwords=10"));
    }

    @Test
    public void jsonIsTheListOrTheCheck() throws CommandException {
        AuditCommand list = new AuditCommand();
        list.json = true;
        assertThat(screen.run(list, services), startsWith("[{\"number\":17,\"at\":\"2026-11-28T09:00:00Z\""));
        AuditCommand check = verify();
        check.json = true;
        assertThat(screen.run(check, services), startsWith("{\"intact\":true,\"first\":3,\"last\":17"));
    }

    @Test
    public void anIntactRecordIsToldWithItsHead() throws CommandException {
        String text = screen.run(verify(), services);
        assertThat(text, containsString("The record is intact: entries 3 to 17"));
        assertThat(text, containsString("17 " + "ab".repeat(32)));
    }

    @Test
    public void whatWasTamperedWithIsToldWithTheFirstBadLineAndAFailedExit() {
        record.check = new AuditInspection.Check(
                false, 3, 9, "2026-11-01T08:00:00Z", "ab".repeat(32), "Line 8 of audit-000001.jsonl was changed.");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AuditCommand command = verify();
        command.out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        command.services = services;
        assertThrows(CommandException.class, command::execute);
        assertThat(bytes.toString(StandardCharsets.UTF_8), containsString("Line 8 of audit-000001.jsonl was changed."));
    }

    @Test
    public void aRecordThatCanNotBeReadOrIsNotThereIsOneLine() {
        record.gone = true;
        CommandException unreadable =
                assertThrows(CommandException.class, () -> screen.run(new AuditCommand(), services));
        assertThat(unreadable.getMessage(), containsString("no such folder"));
        CommandException absent =
                assertThrows(CommandException.class, () -> screen.run(new AuditCommand(), new Services()));
        assertThat(absent.getMessage(), containsString("feature:install sync-audit"));
    }

    @Test
    public void whatAnOperatorDoesIsRecordedOnceItIsDone() throws CommandException {
        screen.run(new PauseCommand(), services);
        screen.run(new PauseCommand(), services);
        screen.run(new ResumeCommand(), services);
        PeerAddCommand add = new PeerAddCommand();
        add.address = "10.0.0.7";
        screen.run(add, services);
        PeerRemoveCommand remove = new PeerRemoveCommand();
        remove.address = "10.0.0.7";
        screen.run(remove, services);
        assertEquals(
                List.of(
                        AuditEvent.of(AuditKind.PAUSED, "").by("operator"),
                        AuditEvent.of(AuditKind.RESUMED, "").by("operator"),
                        AuditEvent.of(AuditKind.PEER_ADDED, "10.0.0.7").by("operator"),
                        AuditEvent.of(AuditKind.PEER_REMOVED, "10.0.0.7").by("operator")),
                recorded);
    }

    @Test
    public void whoRotatedTheKeyAndWhoRevokedWhomIsRecordedAndNotWhoLooked() throws CommandException {
        services.trusting(new FakeGroupTrust());
        screen.run(new KeyRotateCommand(), services);
        screen.run(new RevokeCommand(), services);
        RevokeCommand revoke = new RevokeCommand();
        revoke.words.add("00000000000000a3");
        screen.run(revoke, services);
        assertEquals(
                List.of(AuditKind.KEY_CHANGED, AuditKind.NODE_REVOKED),
                recorded.stream().map(AuditEvent::kind).toList());
        assertEquals("0123456789abcdef", recorded.get(0).details().get("fingerprint"));
    }
}
