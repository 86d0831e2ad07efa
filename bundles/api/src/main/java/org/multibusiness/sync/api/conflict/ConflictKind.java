package org.multibusiness.sync.api.conflict;

/** What kind of concurrency met. */
public enum ConflictKind {
    /** The same columns of a row were changed at two nodes. */
    UPDATE_UPDATE,
    /** The same key was inserted at two nodes with different values. */
    INSERT_INSERT,
    /** A row was deleted at one node and changed at another. */
    UPDATE_DELETE
}
