package org.multibusiness.sync.testkit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.security.Enrolment;
import org.multibusiness.sync.api.security.NodeIdentity;
import org.multibusiness.sync.api.security.PeerSecurity;
import org.multibusiness.sync.api.security.PresenceSeal;

/** Seals with a real HMAC of a key given as text; does nothing else. */
public final class TestSecurity implements PeerSecurity, PresenceSeal {
    private final NodeId id;
    private final byte[] key;
    private volatile String hour = "";

    /** A node with this id, in the group with this key. */
    public TestSecurity(NodeId id, String key) {
        this.id = id;
        this.key = key.getBytes(StandardCharsets.UTF_8);
    }

    /** From now on it tells little, and the tag of this hour. */
    public void tellLittle(String now) {
        hour = now;
    }

    @Override
    public NodeIdentity identity() {
        return new NodeIdentity(id, id.value().repeat(4));
    }

    @Override
    public String registrationKeyHash() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public PresenceSeal presenceSeal() {
        return this;
    }

    @Override
    public String seal(byte[] canonical) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(canonical));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean isMinimal() {
        return !hour.isEmpty();
    }

    @Override
    public String shown() {
        return isMinimal() ? tag(id, hour) : registrationKeyHash();
    }

    private String tag(NodeId node, String salt) {
        return "tag-" + salt + "-"
                + seal((node.value() + salt).getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    @Override
    public boolean isAccepted(NodeId node, String shown) {
        String[] parts = shown.split("-", -1);
        return parts.length == 3
                ? shown.equals(tag(node, parts[1]))
                : registrationKeyHash().startsWith(shown);
    }

    @Override
    public boolean verify(byte[] canonical, String seal) {
        return MessageDigest.isEqual(
                seal(canonical).getBytes(StandardCharsets.UTF_8), seal.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public SSLContext tlsContext() {
        throw new UnsupportedOperationException("discovery needs no TLS");
    }

    @Override
    public Enrolment enrol(boolean dialled, X509Certificate peer) {
        throw new UnsupportedOperationException("discovery enrols nobody");
    }
}
