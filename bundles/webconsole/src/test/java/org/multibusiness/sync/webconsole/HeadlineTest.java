package org.multibusiness.sync.webconsole;

import static org.junit.Assert.assertEquals;

import java.util.List;
import org.junit.Test;
import org.multibusiness.sync.api.engine.SyncStatus.DatabaseView;
import org.multibusiness.sync.api.engine.SyncStatus.PeerView;

public class HeadlineTest {
    private final FakeSyncEngine engine = new FakeSyncEngine();

    @Test
    public void allBranchesInSyncIsGood() {
        assertSays("good", "In sync with 1 of 1 branches", "Everything from here has arrived there.");
    }

    @Test
    public void fewTransactionsOnTheirWayAreStillInSync() {
        peers(FakeSyncEngine.peer("East", "linked", 40, 1));

        assertSays("good", "In sync with 1 of 1 branches", "1 transaction is on the way.");
    }

    @Test
    public void manyTransactionsOnTheirWayAreCatchingUp() {
        peers(FakeSyncEngine.peer("East", "linked", 40, 12_840), FakeSyncEngine.peer("North", "linked", 3, 0));

        assertSays("busy", "Catching up with 1 of 2 branches", "12,840 transactions are on the way.");
    }

    @Test
    public void oldTransactionsThatWeLackAreCatchingUp() {
        peers(FakeSyncEngine.peer("East", "linked", 60_000, 0));

        assertSays("busy", "Catching up with 1 of 1 branches", "Changes from there are on the way.");
    }

    @Test
    public void missingBranchIsNamed() {
        peers(FakeSyncEngine.peer("East", "linked", 1, 0), FakeSyncEngine.peer("North", "offline", -1, 9));

        assertSays("warn", "In sync with 1 of 2 branches", "Not linked: North");
    }

    @Test
    public void linkedWithNoneSaysThatSalesGoOn() {
        peers(FakeSyncEngine.peer("East", "suspect", -1, 3));

        assertSays(
                "warn",
                "Linked with none of 1 branches",
                "Sales go on here; everything is exchanged as soon as a branch is back.");
    }

    @Test
    public void aloneSaysHowToAddABranch() {
        peers();

        assertSays(
                "idle",
                "No other branch known yet",
                "This node announces itself and listens. sync:peer-add HOST adds a branch by hand.");
    }

    @Test
    public void databaseThatIsAwayComesFirst() {
        engine.state = "waiting";
        engine.database = new DatabaseView("refused", "", "db:5432/shop", "The password was not accepted.");

        assertSays("bad", "Waiting for the database", "The password was not accepted.");
    }

    @Test
    public void databaseThatIsNotThereYetAtTheStartIsNoAlarm() {
        engine.state = "starting";
        engine.database = new DatabaseView("absent", "", "", "The embedded PostgreSQL is starting.");

        assertSays("busy", "Waiting for the database", "The embedded PostgreSQL is starting.");
    }

    @Test
    public void waitingSaysWhatFor() {
        engine.state = "waiting";
        engine.attention = List.of("No transport is installed.", "second");

        assertSays("bad", "Waiting", "No transport is installed.");
    }

    @Test
    public void pausedSaysHowToGoOn() {
        engine.state = "paused";

        assertSays(
                "idle",
                "Paused",
                "Nothing is sent or applied; changes made here are kept and follow. sync:resume carries on.");
    }

    private void peers(PeerView... peers) {
        engine.peers = List.of(peers);
    }

    private void assertSays(String tone, String text, String detail) {
        assertEquals(new Headline(tone, text, detail), Headline.of(engine.status()));
    }
}
