package org.multibusiness.sync.core.doctor;

import java.util.List;
import org.multibusiness.sync.api.doctor.Diagnosis;
import org.multibusiness.sync.api.doctor.Diagnosis.Confidence;
import org.multibusiness.sync.api.doctor.Diagnosis.Subject;
import org.multibusiness.sync.api.doctor.EvidenceStep;
import org.multibusiness.sync.api.doctor.Remedy;
import org.multibusiness.sync.api.doctor.Verdict;

/**
 * A cause with its words, before the ladder is put to it.
 *
 * @param verdict the cause
 * @param confidence how sure
 * @param text one or two sentences
 * @param next what to do
 */
record Finding(Verdict verdict, Confidence confidence, String text, List<Remedy> next) {
    static Finding certain(Verdict verdict, String text, List<Remedy> next) {
        return new Finding(verdict, Confidence.CERTAIN, text, next);
    }

    static Finding likely(Verdict verdict, String text, List<Remedy> next) {
        return new Finding(verdict, Confidence.LIKELY, text, next);
    }

    static Finding possible(Verdict verdict, String text, List<Remedy> next) {
        return new Finding(verdict, Confidence.POSSIBLE, text, next);
    }

    Diagnosis with(Subject subject, List<EvidenceStep> evidence) {
        return new Diagnosis(subject, verdict, confidence, text, evidence, next);
    }
}
