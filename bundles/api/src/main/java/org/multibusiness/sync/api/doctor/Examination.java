package org.multibusiness.sync.api.doctor;

import java.util.List;

/**
 * What the doctor found.
 *
 * @param examined when, ISO-8601
 * @param tookMs how long it took
 * @param healthy whether nothing needs mending
 * @param diagnoses about this node first, then about each peer; at least one
 */
public record Examination(String examined, long tookMs, boolean healthy, List<Diagnosis> diagnoses) {
    /** Copies the list. */
    public Examination {
        diagnoses = List.copyOf(diagnoses);
    }

    /** With what follows from the diagnoses. */
    public static Examination of(String examined, long tookMs, List<Diagnosis> diagnoses) {
        boolean healthy =
                diagnoses.stream().noneMatch(diagnosis -> diagnosis.verdict().isAlarm());
        return new Examination(examined, tookMs, healthy, diagnoses);
    }
}
