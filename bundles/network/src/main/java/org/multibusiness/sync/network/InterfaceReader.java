package org.multibusiness.sync.network;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the operating system for its interfaces. Stateless; a call takes milliseconds. */
final class InterfaceReader {
    private static final Logger LOG = LoggerFactory.getLogger(InterfaceReader.class);

    private InterfaceReader() {}

    /**
     * All interfaces of this moment; one that vanishes meanwhile is left out.
     *
     * @throws SocketException when the system doesn't answer
     */
    static List<SeenInterface> read() throws SocketException {
        List<SeenInterface> seen = new ArrayList<>();
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            try {
                seen.add(look(each));
            } catch (SocketException vanished) {
                LOG.debug("Interface {} went away while it was looked at", each.getName(), vanished);
            }
        }
        return seen;
    }

    private static SeenInterface look(NetworkInterface each) throws SocketException {
        String displayName = each.getDisplayName();
        return new SeenInterface(
                each.getName(),
                displayName == null ? each.getName() : displayName,
                each.isUp(),
                each.isLoopback(),
                each.isPointToPoint(),
                each.supportsMulticast(),
                Collections.list(each.getInetAddresses()));
    }
}
