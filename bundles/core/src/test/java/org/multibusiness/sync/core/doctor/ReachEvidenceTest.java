package org.multibusiness.sync.core.doctor;

import static org.junit.Assert.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.Test;
import org.multibusiness.sync.api.doctor.EvidenceStep;
import org.multibusiness.sync.api.network.NetworkTransition;
import org.multibusiness.sync.api.network.Reach;

/** Whether the server is online at all stands among the evidence about it. */
public class ReachEvidenceTest {
    @Test
    public void theEvidenceTellsHowFarPacketsGetAndWhenThatChanged() {
        Patient patient = new Patient();
        patient.network = new SelfEvidence.Network(
                "127.0.0.1",
                "loopback",
                "Selected IP 127.0.0.1",
                Optional.empty(),
                new SelfEvidence.Reachability(
                        new Reach(Reach.State.OFFLINE, "no network card is up"),
                        List.of(new NetworkTransition(
                                Instant.EPOCH, Reach.State.ONLINE, Reach.State.OFFLINE, "no network card is up"))));

        List<EvidenceStep> ladder = SelfExam.of(patient.self()).get(0).evidence();

        assertTrue(ladder.contains(
                new EvidenceStep("network reached", EvidenceStep.Mark.BAD, "offline: no network card is up")));
        assertTrue(
                ladder.toString(),
                ladder.contains(new EvidenceStep(
                        "network came and went",
                        EvidenceStep.Mark.UNKNOWN,
                        "last at 1970-01-01T00:00:00Z, from online to offline; noted 1 times")));
    }
}
