package org.multibusiness.sync.core.tck;

import java.util.Objects;

/** Says which law was broken. */
final class Laws {
    private Laws() {}

    static void same(String law, Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError("broken: " + law + ": " + expected + " is not " + actual);
        }
    }
}
