package org.multibusiness.sync.security;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;

/** Gives a node a certificate that ended long ago, or begins far ahead, as after years with a wrong clock. */
public final class DatedIdentity {
    private DatedIdentity() {}

    public static void make(Path directory, Instant from, Instant until) throws IOException, GeneralSecurityException {
        NodeKeys.fresh(from, until).store(directory);
    }
}
