package org.multibusiness.sync.core.wire;

import java.util.ArrayList;
import java.util.List;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.doctor.PeerSighting;

/** Whom a node knows, to bytes and back. Texts and lists are cut by {@link PeerSighting} itself. */
final class SightingsCodec {
    private static final List<PeerSighting.State> STATES = List.of(PeerSighting.State.values());

    /** A node's id, two texts, a state, an age, two empty lists. */
    private static final int LEAST_BYTES = 23;

    /** An empty text and a port. */
    private static final int LEAST_ADDRESS = 2;

    private SightingsCodec() {}

    static void write(WireWriter out, List<PeerSighting> sightings) {
        out.writeLong(sightings.size());
        for (PeerSighting sighting : sightings) {
            out.writeText(sighting.node().value()).writeText(sighting.name());
            out.writeByte(STATES.indexOf(sighting.state()));
            out.writeLong(sighting.last().seconds()).writeText(sighting.last().failure());
            out.writeLong(sighting.via().size());
            sighting.via().forEach(out::writeText);
            out.writeLong(sighting.addresses().size());
            sighting.addresses()
                    .forEach(address -> out.writeText(address.host()).writeLong(address.port()));
        }
    }

    static List<PeerSighting> read(WireReader in) throws MalformedMessageException {
        int count = limited(in.readCount(LEAST_BYTES), PeerSighting.MOST);
        List<PeerSighting> sightings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            sightings.add(sighting(in));
        }
        return sightings;
    }

    private static PeerSighting sighting(WireReader in) throws MalformedMessageException {
        NodeId node = new NodeId(in.readText());
        String name = in.readText();
        int state = limited(in.readByte(), STATES.size() - 1);
        PeerSighting.Last last = new PeerSighting.Last(in.readLong(), in.readText());
        return new PeerSighting(node, name, STATES.get(state), via(in), addresses(in), last);
    }

    private static List<String> via(WireReader in) throws MalformedMessageException {
        int count = limited(in.readCount(1), PeerSighting.MOST_EACH);
        List<String> via = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            via.add(in.readText());
        }
        return via;
    }

    private static List<PeerAddress> addresses(WireReader in) throws MalformedMessageException {
        int count = limited(in.readCount(LEAST_ADDRESS), PeerSighting.MOST_EACH);
        List<PeerAddress> addresses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            addresses.add(new PeerAddress(in.readText(), Math.toIntExact(in.readLong())));
        }
        return addresses;
    }

    private static int limited(int number, int most) throws MalformedMessageException {
        if (number > most) {
            throw new MalformedMessageException(number + " where at most " + most + " may be");
        }
        return number;
    }
}
