package org.multibusiness.sync.shell;

import java.util.List;

/**
 * What a command that does something tells afterwards.
 *
 * @param messages what happened, one line each
 */
record Told(List<String> messages) {
    /** Copies the list. */
    Told {
        messages = List.copyOf(messages);
    }

    static Told of(String message) {
        return new Told(List.of(message));
    }
}
