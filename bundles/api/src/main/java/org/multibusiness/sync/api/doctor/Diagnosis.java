package org.multibusiness.sync.api.doctor;

import java.util.List;

/**
 * What is the matter with one node, seen from here.
 *
 * @param subject whom it is about
 * @param verdict the cause
 * @param confidence how sure that is
 * @param finding the cause in one or two sentences, with the values it was read from
 * @param evidence the ladder, from the wire up to the data
 * @param next what to do, the likeliest first; empty when nothing needs doing
 */
public record Diagnosis(
        Subject subject,
        Verdict verdict,
        Confidence confidence,
        String finding,
        List<EvidenceStep> evidence,
        List<Remedy> next) {
    /** Copies the lists. */
    public Diagnosis {
        evidence = List.copyOf(evidence);
        next = List.copyOf(next);
    }

    /**
     * Whom a diagnosis is about.
     *
     * @param nodeId its id; empty while unknown
     * @param name its name or address
     * @param address where it is, the address in use first; empty when unknown
     * @param self whether it is this node
     */
    public record Subject(String nodeId, String name, String address, boolean self) {}

    /** How sure a verdict is. */
    public enum Confidence {
        /** The evidence allows no other cause that we know of. */
        CERTAIN,
        /** It fits best; something else could look the same. */
        LIKELY,
        /** It is what is left. */
        POSSIBLE
    }
}
