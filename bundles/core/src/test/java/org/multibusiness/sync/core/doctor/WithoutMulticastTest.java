package org.multibusiness.sync.core.doctor;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.Test;
import org.multibusiness.sync.api.doctor.Diagnosis;
import org.multibusiness.sync.api.doctor.Diagnosis.Confidence;
import org.multibusiness.sync.api.doctor.PeerSighting.State;
import org.multibusiness.sync.api.doctor.Verdict;

/** A linked peer on the same wire of which nothing is heard: because the wire filters, or because it announces nothing. */
public class WithoutMulticastTest {
    private static final String HERE = "192.168.0.2:8765";

    @Test
    public void whoTellsThatItRunsWithoutMulticastIsNoFault() {
        assertEquals(Verdict.HEALTHY, examined(linked("dns")).verdict());
        assertEquals("it looks for nobody", Verdict.HEALTHY, examined(linked()).verdict());
    }

    @Test
    public void whatIsRememberedOfWhoStoppedItsMulticastIsNoOneWay() {
        Patient patient = linked("manual").witness(true, State.LINKED, List.of("manual"), HERE);
        patient.heard = true;

        assertEquals(Verdict.HEALTHY, examined(patient).verdict());
    }

    @Test
    public void ofWhoAnnouncesItselfAndIsNotHeardTheAnnouncementsAreBlocked() {
        Patient nobodyHeard = linked("multicast").witness(true, State.LINKED, List.of("manual"), HERE);
        nobodyHeard.multicast = new SelfEvidence.Multicast(
                true, "listening to 224.0.0.251:5353", false, Optional.of(true), 0, "", List.of());

        assertBlocked(Confidence.LIKELY, linked("dns", "multicast"));
        assertBlocked(Confidence.CERTAIN, nobodyHeard);
    }

    @Test
    public void ofAFormerVersionWhichDoesNotTellThatIsOnlyPossible() {
        Patient silent = linked();
        silent.discoveries = Optional.empty();

        assertBlocked(Confidence.POSSIBLE, silent);
    }

    @Test
    public void theLadderSaysWhyNothingIsHeardWhateverIsRemembered() {
        Patient patient = linked("dns", "manual");
        patient.heard = true;

        String ladder = examined(patient).evidence().toString();

        assertTrue(
                ladder,
                ladder.contains(
                        "East does not use multicast (SYNC_DISCOVERY there); it looks for others by dns, manual"));
    }

    private static void assertBlocked(Confidence confidence, Patient patient) {
        Diagnosis diagnosis = examined(patient);

        assertEquals(Verdict.MULTICAST_BLOCKED, diagnosis.verdict());
        assertEquals(confidence, diagnosis.confidence());
    }

    /** Linked on the same wire, and nothing heard of it; it runs these discoveries. */
    private static Patient linked(String... discoveries) {
        Patient patient = new Patient();
        patient.heard = false;
        patient.discoveries = Optional.of(List.of(discoveries));
        return patient;
    }

    private static Diagnosis examined(Patient patient) {
        return PeerExam.of(patient.peer(), Limits.DEFAULTS);
    }
}
