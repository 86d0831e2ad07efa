package org.multibusiness.sync.core.doctor;

import java.util.ArrayList;
import java.util.List;
import org.multibusiness.sync.api.doctor.EvidenceStep;
import org.multibusiness.sync.api.doctor.EvidenceStep.Mark;

/** Steps in the order in which they were put on it. */
final class Ladder {
    private final List<EvidenceStep> steps = new ArrayList<>();

    Ladder step(String step, boolean good, String detail) {
        steps.add(new EvidenceStep(step, good ? Mark.GOOD : Mark.BAD, detail));
        return this;
    }

    Ladder unknown(String step, String detail) {
        steps.add(new EvidenceStep(step, Mark.UNKNOWN, detail));
        return this;
    }

    List<EvidenceStep> steps() {
        return List.copyOf(steps);
    }
}
