package org.multibusiness.sync.api.conflict;

/**
 * What becomes of a row whose unique value another row took at another node, at the same time. The row that took the value
 * first keeps it; this is about the other one. No row is ever lost by it.
 */
public enum UniqueAction {
    /** The row stays, and its text gets a suffix that names the node. The default where there is a text to lengthen. */
    SUFFIX("suffix"),
    /** The row and its children leave the tables and are kept whole in the conflict inbox. The default elsewhere. */
    PARK("park"),
    /** The row is the same thing entered twice: its children move to the other one, and it is kept in the inbox. */
    MERGE("merge");

    private final String text;

    UniqueAction(String text) {
        this.text = text;
    }

    /** The name in configuration and in the journal, for example {@code suffix}. */
    public String text() {
        return text;
    }
}
