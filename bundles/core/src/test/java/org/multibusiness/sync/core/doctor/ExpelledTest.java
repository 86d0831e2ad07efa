package org.multibusiness.sync.core.doctor;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.Map;
import org.junit.Test;
import org.multibusiness.sync.api.doctor.Diagnosis;
import org.multibusiness.sync.api.doctor.Verdict;

/** A peer that the group expelled, of which nothing else is known than what our own book says. */
public class ExpelledTest {
    private static final String BOOK = "by this node, at 2026-01-02T03:04:05Z";

    private final Patient patient = new Patient().unlinked();

    @Test
    public void theBookIsEnough() {
        patient.expelled = BOOK;

        Diagnosis diagnosis = PeerExam.of(patient.peer(), Limits.DEFAULTS);

        assertEquals(Verdict.REVOKED, diagnosis.verdict());
        assertEquals("East was expelled from the group: " + BOOK, diagnosis.finding());
        String ladder = diagnosis.evidence().toString();
        assertTrue(ladder, ladder.contains("belongs to the group") && ladder.contains(BOOK));
    }

    @Test
    public void thatItWasCopiedBeforeMattersNoMore() {
        patient.alarms = Map.of("twins " + Patient.PEER, "Two running servers …");
        assertEquals(Verdict.CLONE, PeerExam.of(patient.peer(), Limits.DEFAULTS).verdict());

        patient.expelled = BOOK;

        assertEquals(
                Verdict.REVOKED, PeerExam.of(patient.peer(), Limits.DEFAULTS).verdict());
    }
}
