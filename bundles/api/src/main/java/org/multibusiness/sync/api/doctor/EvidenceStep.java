package org.multibusiness.sync.api.doctor;

/**
 * One rung of the ladder.
 *
 * @param step what was looked at
 * @param mark how it was found
 * @param detail what was seen
 */
public record EvidenceStep(String step, Mark mark, String detail) {
    /** How a step was found. */
    public enum Mark {
        /** As it should be. */
        GOOD,
        /** Not as it should be. */
        BAD,
        /** It could not be seen from here. */
        UNKNOWN
    }
}
