package org.multibusiness.sync.discovery.multicast;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.multibusiness.sync.api.discovery.Beacon;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.api.security.PresenceSeal;

/**
 * Makes a presence message of a datagram, or counts why not. Unknown fields and missing optional ones are no matter: the
 * predecessor's messages lack what was added since. Thread-safe.
 */
final class PresenceReader {
    /** The largest datagram that is looked at. */
    static final int LIMIT_BYTES = 8 * 1024;

    static final String SERVICE = "multi-business-sync";

    private static final int MOST_ADDRESSES = 16;

    private final ObjectReader json = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(4)
                            .maxDocumentLength(LIMIT_BYTES)
                            .maxStringLength(1024)
                            .maxNameLength(64)
                            .maxNumberLength(20)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private final PresenceSeal seal;
    private final RefusalCounts refusals;

    PresenceReader(PresenceSeal seal, RefusalCounts refusals) {
        this.seal = seal;
        this.refusals = refusals;
    }

    /** Whether it can be JSON at all; a DNS message, of which port 5353 is full, can't. */
    static boolean looksLikeJson(byte[] datagram) {
        for (byte each : datagram) {
            if (each != ' ' && each != '\t' && each != '\r' && each != '\n') {
                return each == '{';
            }
        }
        return false;
    }

    /** The message, if it is one; else the reason is counted. */
    Optional<Presence> read(byte[] datagram) {
        try {
            return Optional.of(understood(datagram));
        } catch (RefusedException refused) {
            refusals.count(refused.refusal());
            return Optional.empty();
        }
    }

    /**
     * The message.
     *
     * @throws RefusedException when it is none; whoever sends it decides how often, so it is not logged
     */
    Presence understood(byte[] datagram) throws RefusedException {
        if (datagram.length > LIMIT_BYTES) {
            throw new RefusedException(Refusal.TOO_LONG);
        }
        try {
            if (json.readTree(datagram) instanceof ObjectNode message) {
                return understood(message);
            }
        } catch (IOException | IllegalArgumentException unreadable) {
            // The same answer as to JSON that is no object.
        }
        throw new RefusedException(Refusal.MALFORMED);
    }

    private Presence understood(ObjectNode message) throws RefusedException {
        String service = text(message, "serviceName");
        if (!service.isEmpty() && !service.equals(SERVICE)) {
            throw new RefusedException(Refusal.OTHER_SERVICE);
        }
        String type = text(message, "type");
        String nodeId = text(message, "nodeId");
        if (nodeId.isEmpty() || !(type.equals("presence") || type.equals("goodbye"))) {
            throw new IllegalArgumentException("neither presence nor goodbye of anybody");
        }
        Presence presence = new Presence(
                type.equals("goodbye"),
                nodeId,
                text(message, "nodeName"),
                message.path("port").asInt(0),
                addresses(message),
                text(message, "version"),
                text(message, "registrationKeyHash"),
                standing(message),
                message.path("incarnation").asLong(0),
                message.path("counter").asLong(0),
                message.path("solicit").asBoolean(false));
        if (presence.standing() != Standing.PREDECESSOR) {
            check(presence);
        }
        return presence;
    }

    /** A valid seal proves more than an equal hash: while keys are rotated a peer may show another hash than we do. */
    private Standing standing(ObjectNode message) {
        JsonNode hmac = message.path("hmac");
        if (hmac.isMissingNode()) {
            return Standing.PREDECESSOR;
        }
        boolean valid = seal.verify(CanonicalForm.of(message), hmac.asText(""));
        return valid ? Standing.AUTHENTIC : Standing.WRONG_KEY;
    }

    private static void check(Presence presence) {
        boolean complete = presence.node().isPresent()
                && presence.incarnation() > 0
                && presence.counter() > 0
                && presence.port() > 0
                && presence.port() <= 65535;
        if (!complete) {
            throw new IllegalArgumentException("sealed, and not complete");
        }
    }

    private static List<String> addresses(ObjectNode message) {
        List<String> addresses = new ArrayList<>();
        addresses.add(text(message, "ipAddress"));
        for (JsonNode address : message.path("addresses")) {
            if (addresses.size() <= MOST_ADDRESSES) {
                addresses.add(Beacon.harmless(address.asText("")));
            }
        }
        return addresses;
    }

    private static String text(ObjectNode message, String field) {
        JsonNode value = message.path(field);
        return value.isTextual() ? Beacon.harmless(value.textValue()) : "";
    }
}
