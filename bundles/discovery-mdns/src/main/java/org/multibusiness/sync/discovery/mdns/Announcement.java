package org.multibusiness.sync.discovery.mdns;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.jmdns.ServiceInfo;
import org.multibusiness.sync.api.security.PresenceSeal;

/**
 * What this node says about itself. When it changes it is announced anew.
 *
 * @param id the node id
 * @param name the node's name; empty when strangers are not told
 * @param port its sync port
 * @param version its software version
 * @param protocol its protocol, for example {@code sync-v2}
 * @param key what it shows of its registration key: the beginning of the hash, or a tag that changes
 */
record Announcement(String id, String name, int port, String version, String protocol, String key) {
    /** The service type. */
    static final String TYPE = "_multibiz-sync._tcp.local.";

    /** So much of the hash tells two keys apart. */
    private static final int HASH_SHOWN = 16;

    /** What a server without a name is called. */
    private static final String NAMELESS = "multibiz";

    /** The longest instance name of DNS-SD, in bytes. */
    private static final int LABEL_BYTES = 63;

    /** Of this node, and what its seal says may be told. */
    static Announcement of(LateNode local, PresenceSeal seal) {
        boolean minimal = seal.isMinimal();
        List<String> capabilities = local.capabilities();
        return new Announcement(
                local.id().value(),
                minimal ? "" : local.name(),
                local.port(),
                local.version(),
                capabilities.isEmpty() ? "" : capabilities.get(0),
                minimal ? seal.shown() : beginning(seal.shown()));
    }

    /** Unique on the network, and telling in a browser: {@code sync-node-depot fbb213cb}. */
    String instance() {
        String suffix = " " + id.substring(0, 8);
        String called = name.isEmpty() ? NAMELESS : name.replace('.', '-');
        return cut(called, LABEL_BYTES - suffix.length()) + suffix;
    }

    /** Whether nothing but the key is another one: then only the TXT record changes. */
    boolean isButForTheKey(Announcement other) {
        return equals(new Announcement(other.id, other.name, other.port, other.version, other.protocol, key));
    }

    /** The records: port in SRV, everything else in TXT, which stays far below one datagram. */
    ServiceInfo service() {
        return ServiceInfo.create(TYPE, instance(), port, 0, 0, text());
    }

    /** The TXT record. */
    Map<String, String> text() {
        Map<String, String> text = new LinkedHashMap<>();
        text.put("txtvers", "1");
        text.put("id", id);
        if (!name.isEmpty()) {
            text.put("name", cut(name, 128));
        }
        text.put("ver", cut(version, 32));
        text.put("proto", cut(protocol, 32));
        text.put("key", key);
        return text;
    }

    private static String beginning(String hash) {
        return hash.substring(0, Math.min(HASH_SHOWN, hash.length()));
    }

    private static String cut(String text, int bytes) {
        StringBuilder cut = new StringBuilder();
        int left = bytes;
        for (int character : text.codePoints().toArray()) {
            String one = Character.toString(character);
            left -= one.getBytes(StandardCharsets.UTF_8).length;
            if (left < 0) {
                break;
            }
            cut.append(one);
        }
        return cut.toString();
    }
}
