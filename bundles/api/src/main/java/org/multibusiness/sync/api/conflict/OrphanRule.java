package org.multibusiness.sync.api.conflict;

/** What becomes of a row that refers to another one, when that was deleted at another node at the same time. */
public enum OrphanRule {
    /** The deleted row is there again, as it was. The default: nothing is lost. */
    REVIVE("revive"),
    /** The row that refers to it leaves its table and is kept whole in the conflict inbox. */
    PARK("park");

    private final String text;

    OrphanRule(String text) {
        this.text = text;
    }

    /** The name in configuration and in the journal, for example {@code revive}. */
    public String text() {
        return text;
    }
}
