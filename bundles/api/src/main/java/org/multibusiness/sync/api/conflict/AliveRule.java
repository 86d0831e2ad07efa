package org.multibusiness.sync.api.conflict;

/**
 * Whether a row lives when a deletion and a change of it did not know of each other. A deletion always removes what its author
 * had seen, and never what was written by somebody who had seen the deletion; the rule is about the rest.
 */
public enum AliveRule {
    /** A deletion removes only what it saw: the row lives on. The default, for nothing is lost. */
    UPDATE_WINS("update-wins"),
    /** A deletion removes also what it did not see: the row goes. */
    DELETE_WINS("delete-wins"),
    /** The later of the two in total order wins. */
    LAST_WRITER("last-writer");

    private final String text;

    AliveRule(String text) {
        this.text = text;
    }

    /** The rule's name in configuration and in the journal, for example {@code update-wins}. */
    public String text() {
        return text;
    }
}
