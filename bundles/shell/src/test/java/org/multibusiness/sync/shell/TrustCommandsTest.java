package org.multibusiness.sync.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.junit.Test;

public class TrustCommandsTest {
    private final FakeGroupTrust trust = new FakeGroupTrust();
    private final FakeSyncOperations operations = new FakeSyncOperations();
    private final Services services = new Services(null, operations, null, null, null).trusting(trust);
    private final Screen screen = new Screen();

    private static void assertSays(String text, String words) {
        assertTrue(text, text.contains(words));
    }

    @Test
    public void keyShowNamesTheFingerprintTheFileAndFormerKeys() throws CommandException {
        String text = screen.run(new KeyShowCommand(), services);

        assertSays(text, "0123456789abcdef");
        assertSays(text, "/opt/sync/etc/sync.key");
        assertSays(text, "fedcba9876543210, accepted until");
    }

    @Test
    public void keyRotateNamesWhoWasToldAndWhoWasNot() throws CommandException {
        KeyRotateCommand rotate = new KeyRotateCommand();
        rotate.grace = "2h";

        String text = screen.run(rotate, services);

        assertEquals(Duration.ofHours(2), trust.grace);
        assertSays(text, "Told       00000000000000a2");
        assertSays(text, "Not told   00000000000000a3");
    }

    @Test
    public void keyRotateHasFiveMinutesOfGraceUnlessItIsTold() throws CommandException {
        screen.run(new KeyRotateCommand(), services);

        assertEquals(Duration.ofMinutes(5), trust.grace);
    }

    @Test
    public void aGraceThatIsNoTimeIsRefusedSayingWhatIsAllowed() {
        for (String typed : List.of("", "5", "m", "-5m", "5 minutes", "99999999d")) {
            KeyRotateCommand rotate = new KeyRotateCommand();
            rotate.grace = typed;
            CommandException refused = assertThrows(CommandException.class, () -> screen.run(rotate, services));
            assertSays(refused.getNiceHelp(), "for example 5m");
        }
    }

    @Test
    public void revokeTakesAnIdOrANameAndSaysWhatIsStillOpen() throws CommandException {
        operations.nodes.add(FakeSyncOperations.node("Harbour", "linked", "10.0.0.2:8765", List.of("multicast"), ""));
        String id = operations.nodes.get(operations.nodes.size() - 1).nodeId();

        String text = screen.run(revoke("Harbour"), services);

        assertEquals(id, trust.revoked.get(0).node().value());
        assertSays(text, id);
        assertSays(text, "sync:key-rotate --grace 0s");
        assertSays(screen.run(revoke(), services), id);
    }

    @Test
    public void revokeWithoutAnybodySaysSo() throws CommandException {
        assertSays(screen.run(revoke(), services), "Nobody was expelled.");
    }

    @Test
    public void whatTheTrustServiceRefusesBecomesOneLine() {
        CommandException refused = assertThrows(CommandException.class, () -> screen.run(revoke("nobody"), services));

        assertEquals("'nobody' is no node id", refused.getNiceHelp());
    }

    @Test
    public void withoutSecurityEveryCommandSaysWhereToLook() {
        for (SyncCommand<?> command : List.of(new KeyShowCommand(), new KeyRotateCommand(), revoke("x"))) {
            CommandException failure = assertThrows(CommandException.class, () -> screen.run(command, new Services()));
            assertSays(failure.getNiceHelp(), "security is not ready");
        }
    }

    private static RevokeCommand revoke(String... words) {
        RevokeCommand revoke = new RevokeCommand();
        revoke.words = List.of(words);
        return revoke;
    }
}
