package org.multibusiness.sync.api.discovery;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Who is known, with every address, where it came from and how it went. Thread-safe; doesn't block. */
@ProviderType
public interface PeerDirectory {
    /** Everybody known, linked or not, ourselves not included. */
    List<KnownPeer> peers();
}
