package org.multibusiness.sync.discovery.multicast;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.multibusiness.sync.api.network.NetworkPort;
import org.multibusiness.sync.api.network.NetworkSnapshot;
import org.multibusiness.sync.api.security.PeerSecurity;

/**
 * Writes our presence messages: the predecessor's fields in the predecessor's order, then the additions, then the seal. Each
 * message has the next counter. Used by one thread.
 */
final class PresenceWriter {
    private static final int MOST_ADDRESSES = 16;
    private static final int MOST_CAPABILITIES = 32;
    private static final int MOST_CHARACTERS = 128;
    /** Addresses of docker bridges and those that nobody gave lead nowhere from another host; they count if there is nothing else. */
    private static final int WORTH_TELLING = 10;

    private final ObjectMapper json = new ObjectMapper();
    private final LateNode local;
    private final PeerSecurity security;
    private final long incarnation;
    private long counter;

    PresenceWriter(LateNode local, PeerSecurity security, long incarnation) {
        this.local = local;
        this.security = security;
        this.incarnation = incarnation;
    }

    byte[] presence(NetworkSnapshot network, Instant now, boolean solicit) {
        ObjectNode message = message("presence", network, now);
        if (solicit) {
            message.put("solicit", true);
        }
        return sealed(message);
    }

    byte[] goodbye(NetworkSnapshot network, Instant now) {
        return sealed(message("goodbye", network, now));
    }

    /** Whether messages tell no name. Any thread. */
    boolean isReticent() {
        return security.presenceSeal().isMinimal();
    }

    private ObjectNode message(String type, NetworkSnapshot network, Instant now) {
        counter++;
        ObjectNode message = json.createObjectNode();
        message.put("type", type);
        message.put("nodeId", local.id().value());
        if (!isReticent()) {
            message.put("nodeName", shortened(local.name()));
        }
        message.put("ipAddress", network.chosenAddress());
        message.put("port", local.port());
        message.put("serviceName", PresenceReader.SERVICE);
        message.put("registrationKeyHash", security.presenceSeal().shown());
        texts(message.putArray("capabilities"), local.capabilities().stream().limit(MOST_CAPABILITIES));
        message.put("timestamp", now.truncatedTo(ChronoUnit.MILLIS).toString());
        message.put("version", shortened(local.version()));
        texts(message.putArray("addresses"), addresses(network).stream().limit(MOST_ADDRESSES));
        message.put("incarnation", incarnation);
        message.put("counter", counter);
        return message;
    }

    private byte[] sealed(ObjectNode message) {
        message.put("hmac", security.presenceSeal().seal(CanonicalForm.of(message)));
        try {
            return json.writeValueAsBytes(message);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of texts and numbers can't be written as JSON", impossible);
        }
    }

    private static List<String> addresses(NetworkSnapshot network) {
        List<String> good = addresses(network.interfaces().stream().filter(port -> port.priority() >= WORTH_TELLING));
        return good.isEmpty() ? addresses(network.interfaces().stream()) : good;
    }

    private static List<String> addresses(Stream<NetworkPort> ports) {
        return ports.flatMap(port -> port.addresses().stream())
                .filter(address -> address.indexOf('%') < 0)
                .distinct()
                .toList();
    }

    private static void texts(ArrayNode array, Stream<String> texts) {
        texts.map(PresenceWriter::shortened).forEach(array::add);
    }

    private static String shortened(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS);
    }
}
