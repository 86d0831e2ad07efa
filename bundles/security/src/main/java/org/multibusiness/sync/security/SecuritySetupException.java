package org.multibusiness.sync.security;

/**
 * What stands between this node and its security: a refused key, a damaged or unreachable file. The message is for the
 * operator: what happened, where, what to do; it never holds a secret. Nothing was changed.
 */
public final class SecuritySetupException extends Exception {
    SecuritySetupException(String message) {
        super(message);
    }

    SecuritySetupException(String message, Throwable cause) {
        super(message, cause);
    }
}
