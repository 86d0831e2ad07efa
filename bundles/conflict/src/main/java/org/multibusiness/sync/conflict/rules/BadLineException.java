package org.multibusiness.sync.conflict.rules;

/** A line that is not allowed; the message says why, what is allowed, and what to do. */
final class BadLineException extends Exception {
    BadLineException(String message) {
        super(message);
    }
}
