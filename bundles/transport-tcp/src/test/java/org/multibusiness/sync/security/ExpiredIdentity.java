package org.multibusiness.sync.security;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;

/** Gives a node a certificate that ended long ago, as after years with a wrong clock. */
public final class ExpiredIdentity {
    private ExpiredIdentity() {}

    public static void make(Path directory) throws IOException, GeneralSecurityException {
        NodeKeys.fresh(Instant.EPOCH, Instant.parse("2001-01-01T00:00:00Z")).store(directory);
    }
}
