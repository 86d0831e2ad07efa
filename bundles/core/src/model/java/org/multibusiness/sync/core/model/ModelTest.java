package org.multibusiness.sync.core.model;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.junit.Test;

/**
 * The protocol holds in every state of the models, and TLC notices when a rule is taken away. The models are described in
 * {@code docs/protocol/tla/README.md}.
 */
public class ModelTest {
    private static final Logger LOG = System.getLogger(ModelTest.class.getName());

    private final Tlc tlc = new Tlc();

    // The protocol as it is.

    @Test
    public void numberingTellsTheTruthAboutRowsAndClaims() throws Exception {
        holds("Numbering", "Numbering", 50_000);
    }

    @Test
    public void logsAreCausalAndConvergeWhateverLinksDo() throws Exception {
        holds("Replication", "Replication", 10_000);
    }

    @Test
    public void logsOfAMeshConverge() throws Exception {
        holds("Replication", "Replication-Mesh", 20_000);
    }

    @Test
    public void logsConvergePastANodeThatFallsSilent() throws Exception {
        holds("Replication", "Replication-Silence", 10_000);
    }

    @Test
    public void fourInALineConverge() throws Exception {
        holds("Replication", "Replication-Line", 10_000);
    }

    @Test
    public void aPrunedLogSaysTheSameAsTheFullHistory() throws Exception {
        holds("Pruning", "Pruning", 50_000);
    }

    @Test
    public void aPrunedLogOfTwoNodesSaysTheSameOverLongerHistories() throws Exception {
        holds("Pruning", "Pruning-Pair", 20_000);
    }

    // The protocol with one rule taken away.

    @Test
    public void theOrderOfFirstEventsIsNotCausal() throws Exception {
        isRejected("Numbering", "ByFirstEvent", "RowsAreInLogOrder");
    }

    @Test
    public void aCursorOverEventIdsLosesTransactions() throws Exception {
        isRejected("Numbering", "Cursor", "NothingIsLostOrDoubled");
    }

    @Test
    public void numberingBehindTheBatchClaimsWhatNobodySaw() throws Exception {
        isRejected("Numbering", "ClaimTheBatch", "ClaimsAreTrue");
    }

    @Test
    public void aLocalTransactionInBetweenMustNotBeIgnored() throws Exception {
        isRejected("Numbering", "IgnoreSurprise", "NothingIsOverwrittenUnseen");
    }

    @Test
    public void numberingDuringAnApplyHidesAConflict() throws Exception {
        isRejected("Numbering", "NumberDuringApply", "NothingIsOverwrittenUnseen");
    }

    @Test
    public void theNextSequenceAloneIsNotCausal() throws Exception {
        isRejected("Replication", "IgnorePast", "LogsAreCausal");
    }

    @Test
    public void aVectorMustNotRunAheadOfTheLog() throws Exception {
        isRejected("Replication", "VectorFirst", "VectorIsWhatTheLogHolds");
    }

    @Test
    public void aStreamThatChangesItsFilterInTheMiddleLeavesAGap() throws Exception {
        isRejected("Replication", "KeepStreams", "StreamsLeaveNoGap");
    }

    @Test
    public void withoutTheSafetyNetASilentNodeStarvesOthers() throws Exception {
        isRejected("Replication", "NoSafetyNet", "AtRestAllAgree");
    }

    @Test
    public void aSafetyNetThatWaitsForSilenceStarvesBehindATalkingPeer() throws Exception {
        isRejected("Replication", "NetWaitsForSilence", "AtRestAllAgree");
    }

    @Test
    public void pruningAtTheFirstAcknowledgementTakesWhatAPeerNeeds() throws Exception {
        isRejected("Pruning", "FirstAcknowledgement", "NothingNeededIsPruned");
    }

    @Test
    public void pruningByLinkedPeersAloneTakesWhatOthersNeed() throws Exception {
        isRejected("Pruning", "LinkedPeersOnly", "NothingNeededIsPruned");
    }

    @Test
    public void pruningWithoutLookingAtWhatIsOnItsWayChangesTheRow() throws Exception {
        isRejected("Pruning", "IgnoreWhatIsOnItsWay", "RowsAreAsFromTheFullHistory");
    }

    @Test
    public void pruningWithoutABarrierChangesTheRow() throws Exception {
        isRejected("Pruning", "NoBarrier", "PrunedLogsSayTheSame");
    }

    /** An empty model has no errors either, hence the number. */
    private void holds(String module, String configuration, long fewestStates)
            throws IOException, InterruptedException {
        Tlc.Answer answer = tlc.check(module, configuration);
        LOG.log(
                Level.INFO,
                "{0}: {1} distinct states, {2} s",
                configuration,
                answer.distinctStates(),
                answer.seconds());
        assertTrue(answer.text(), answer.isWithoutError());
        assertTrue("only " + answer.distinctStates() + " states", answer.distinctStates() >= fewestStates);
    }

    private void isRejected(String module, String mistake, String property) throws IOException, InterruptedException {
        Tlc.Answer answer = tlc.check(module, "broken/" + module + '-' + mistake);
        LOG.log(
                Level.INFO,
                "{0} {1} violates {2} after {3} states, {4} s:\n  {5}",
                module,
                mistake,
                answer.violated(),
                answer.trace().size(),
                answer.seconds(),
                String.join("\n  ", answer.trace()));
        assertEquals(answer.text(), property, answer.violated());
    }
}
