package org.multibusiness.sync.discovery.mdns;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.jmdns.ServiceInfo;

/**
 * What this node says about itself. When it changes it is announced anew.
 *
 * @param id the node id
 * @param name the node's name
 * @param port its sync port
 * @param version its software version
 * @param protocol its protocol, for example {@code sync-v2}
 * @param keyHash its registration key's hash; only the beginning is shown
 */
record Announcement(String id, String name, int port, String version, String protocol, String keyHash) {
    /** The service type. */
    static final String TYPE = "_multibiz-sync._tcp.local.";

    /** So much of the hash tells two keys apart. */
    static final int HASH_SHOWN = 16;

    /** The longest instance name of DNS-SD, in bytes. */
    private static final int LABEL_BYTES = 63;

    /** Unique on the network, and telling in a browser: {@code sync-node-depot fbb213cb}. */
    String instance() {
        String suffix = " " + id.substring(0, 8);
        return cut(name.replace('.', '-'), LABEL_BYTES - suffix.length()) + suffix;
    }

    /** The records: port in SRV, everything else in TXT, which stays far below one datagram. */
    ServiceInfo service() {
        Map<String, String> text = new LinkedHashMap<>();
        text.put("txtvers", "1");
        text.put("id", id);
        text.put("name", cut(name, 128));
        text.put("ver", cut(version, 32));
        text.put("proto", cut(protocol, 32));
        text.put("key", shown(keyHash));
        return ServiceInfo.create(TYPE, instance(), port, 0, 0, text);
    }

    static String shown(String hash) {
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
