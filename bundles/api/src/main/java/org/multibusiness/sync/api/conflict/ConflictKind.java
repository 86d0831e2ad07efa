package org.multibusiness.sync.api.conflict;

/** What kind of concurrency met. */
public enum ConflictKind {
    /** The same columns of a row were changed at two nodes. */
    UPDATE_UPDATE,
    /** The same key was inserted at two nodes with different values. */
    INSERT_INSERT,
    /** A row was deleted at one node and changed at another. */
    UPDATE_DELETE,
    /** What the changes of two nodes make together breaks a rule of the table, so one of them counts as a whole. */
    CONSTRAINT,
    /** Two rows took the same value of a unique key at two nodes. */
    UNIQUE,
    /** A row was deleted at one node, and at another one a row was written that refers to it. */
    FOREIGN_KEY
}
