package org.multibusiness.sync.api.change;

/** What happened to a row. A change of the key is a {@link #DELETE} and an {@link #INSERT} in one transaction. */
public enum Operation {
    /** The row came into being. */
    INSERT,
    /** Some values of the row changed; the key did not. */
    UPDATE,
    /** The row ceased to be. */
    DELETE
}
