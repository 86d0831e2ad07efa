package org.multibusiness.sync.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.security.GroupTrust;
import org.multibusiness.sync.api.security.KeyView;
import org.multibusiness.sync.api.security.Revocation;
import org.multibusiness.sync.api.security.Rotation;

/** Does what it is told and remembers it. */
final class FakeGroupTrust implements GroupTrust {
    Duration grace = Duration.ZERO;
    final List<Revocation> revoked = new ArrayList<>();

    @Override
    public KeyView key() {
        return new KeyView(
                "0123456789abcdef",
                "2026-11-28T12:00:00Z",
                "/opt/sync/etc/sync.key",
                List.of(new KeyView.FormerKey("fedcba9876543210", "2026-11-28T12:05:00Z")),
                List.of());
    }

    @Override
    public Rotation rotate(Duration wanted) {
        grace = wanted;
        return new Rotation(key(), List.of(new NodeId("00000000000000a2")), List.of(new NodeId("00000000000000a3")));
    }

    @Override
    public Revocation revoke(String node) {
        if (node.length() != 16) {
            throw new IllegalArgumentException("'" + node + "' is no node id");
        }
        Revocation revocation = new Revocation(
                new NodeId(node),
                node.repeat(4),
                new NodeId("00000000000000a1"),
                Instant.parse("2026-11-28T12:00:00Z"));
        revoked.add(revocation);
        return revocation;
    }

    @Override
    public List<Revocation> revocations() {
        return revoked;
    }
}
