package org.multibusiness.sync.health;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.Map;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.multibusiness.sync.api.engine.SyncEngine;

public class ChecksTest {
    private final FakeSyncEngine engine = new FakeSyncEngine();

    @Test
    public void healthyNodeIsOkOnAllFour() {
        assertEquals(Status.OK, engineCheck(engine).getStatus());
        assertEquals(Status.OK, databaseCheck(engine).getStatus());
        assertEquals(Status.OK, peersCheck(engine).getStatus());
        assertEquals(Status.OK, backlogCheck(engine).getStatus());
    }

    @Test
    public void missingEngineIsCriticalAndSaysWhatToDo() {
        assertEquals(Status.CRITICAL, engineCheck(null).getStatus());
        assertEquals(Status.CRITICAL, databaseCheck(null).getStatus());
        assertEquals(Status.WARN, peersCheck(null).getStatus());
        assertEquals(Status.WARN, backlogCheck(null).getStatus());
        assertSays(engineCheck(null), "feature:list | grep sync");
    }

    @Test
    public void waitingEngineIsCriticalAndSaysWhatFor() {
        engine.state("waiting", "No transport. Next: feature:install multi-business-sync-transport-tcp.");

        assertEquals(Status.CRITICAL, engineCheck(engine).getStatus());
        assertSays(engineCheck(engine), "No transport");
    }

    @Test
    public void startingAndStoppingAreTemporarilyUnavailable() {
        assertEquals(
                Status.TEMPORARILY_UNAVAILABLE,
                engineCheck(engine.state("starting")).getStatus());
        assertEquals(
                Status.TEMPORARILY_UNAVAILABLE,
                engineCheck(engine.state("stopping")).getStatus());
        engine.state("starting").database("absent", "");
        assertEquals(Status.TEMPORARILY_UNAVAILABLE, databaseCheck(engine).getStatus());
    }

    @Test
    public void pausedEngineIsAWarningThatNamesResume() {
        engine.state("paused");

        assertEquals(Status.WARN, engineCheck(engine).getStatus());
        assertSays(engineCheck(engine), "sync:resume");
    }

    @Test
    public void databaseThatIsNotReadyIsCriticalWithItsOwnWords() {
        engine.database("refused", "The password of user shop was not accepted.");

        assertEquals(Status.CRITICAL, databaseCheck(engine).getStatus());
        assertSays(databaseCheck(engine), "The password of user shop was not accepted.");
    }

    @Test
    public void noLinkedPeerIsAWarningOnlyAndSaysWhatToDo() {
        engine.peers();

        assertEquals(Status.WARN, peersCheck(engine).getStatus());
        assertSays(peersCheck(engine), "sync:peer-add");
    }

    @Test
    public void onePeerOfTwoMissingIsAWarningThatNamesIt() {
        engine.peers(FakeSyncEngine.peer("Bakery East", "linked"), FakeSyncEngine.peer("Bakery North", "offline"));

        assertEquals(Status.WARN, peersCheck(engine).getStatus());
        assertSays(peersCheck(engine), "Bakery North (offline)");
        assertFalse(peersCheck(engine).toString().contains("Bakery East"));
    }

    @Test
    public void peerThatSaidGoodbyeIsNotMissed() {
        engine.peers(FakeSyncEngine.peer("Bakery East", "linked"), FakeSyncEngine.peer("Market stall", "left"));

        assertEquals(Status.OK, peersCheck(engine).getStatus());
    }

    @Test
    public void heldTablesAndOpenConflictsAreWarnings() {
        engine.backlog(2, 5, Map.of("public.product", "column price differs at Bakery East"));

        assertEquals(Status.WARN, backlogCheck(engine).getStatus());
        assertSays(backlogCheck(engine), "2 conflicts wait");
        assertSays(backlogCheck(engine), "public.product");
        assertSays(backlogCheck(engine), "5 received changes");
    }

    @Test
    public void controlCharactersOfAPeersNameDoNotReachTheResult() {
        engine.peers(FakeSyncEngine.peer("evil\u001b[2J\r\nname\u202e", "offline"));

        assertSays(peersCheck(engine), "evil?[2J??name?");
    }

    private static void assertSays(Result result, String words) {
        assertTrue(result + " says: " + words, result.toString().contains(words));
    }

    private static Result engineCheck(@Nullable SyncEngine bound) {
        EngineCheck check = new EngineCheck();
        check.engine = bound;
        return check.execute();
    }

    private static Result databaseCheck(@Nullable SyncEngine bound) {
        DatabaseCheck check = new DatabaseCheck();
        check.engine = bound;
        return check.execute();
    }

    private static Result peersCheck(@Nullable SyncEngine bound) {
        PeersCheck check = new PeersCheck();
        check.engine = bound;
        return check.execute();
    }

    private static Result backlogCheck(@Nullable SyncEngine bound) {
        BacklogCheck check = new BacklogCheck();
        check.engine = bound;
        return check.execute();
    }
}
