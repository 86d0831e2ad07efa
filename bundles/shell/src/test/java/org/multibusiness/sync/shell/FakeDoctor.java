package org.multibusiness.sync.shell;

import java.util.List;
import org.multibusiness.sync.api.doctor.Diagnosis;
import org.multibusiness.sync.api.doctor.Diagnosis.Confidence;
import org.multibusiness.sync.api.doctor.Diagnosis.Subject;
import org.multibusiness.sync.api.doctor.Doctor;
import org.multibusiness.sync.api.doctor.EvidenceStep;
import org.multibusiness.sync.api.doctor.Examination;
import org.multibusiness.sync.api.doctor.Remedy;
import org.multibusiness.sync.api.doctor.Verdict;

/** A fake doctor with one verdict for everybody. */
final class FakeDoctor implements Doctor {
    Verdict verdict = Verdict.HEALTHY;

    @Override
    public Examination examine(String whom) {
        Diagnosis diagnosis = new Diagnosis(
                new Subject("00000000000000b1", whom.isEmpty() ? "Bakery East" : whom, "10.0.0.2:8765", false),
                verdict,
                Confidence.LIKELY,
                "The server is alive, and its port does not answer.",
                List.of(new EvidenceStep("port 10.0.0.2:8765", EvidenceStep.Mark.BAD, "does not answer")),
                List.of(new Remedy(Remedy.Place.THERE, "open the firewall", "sudo open it", "Open-It")));
        return Examination.of("2026-11-23T03:00:00Z", 12, List.of(diagnosis));
    }
}
