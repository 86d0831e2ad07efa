package org.multibusiness.sync.discovery.mdns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerCandidate;

/**
 * Who was found, and what is to be told: a node that is found at several places, or through several instances, is one candidate.
 * Not thread-safe.
 */
final class SightTable {
    /** Instances kept, all places together; further ones are refused. */
    static final int LIMIT = 256;

    private final Map<Key, Sight> sights = new LinkedHashMap<>();
    private final BiPredicate<NodeId, String> ours;

    private record Key(Place place, String instance) {}

    /**
     * A candidate to be told of.
     *
     * @param seen whether it is there, else it is gone
     * @param first whether it wasn't there before
     */
    record News(boolean seen, boolean first, PeerCandidate candidate) {}

    SightTable(BiPredicate<NodeId, String> ours) {
        this.ours = ours;
    }

    /** Takes in a sight that has no objection; false when the table is full. */
    boolean hold(Place place, String instance, Sight sight, List<News> news) {
        Key key = new Key(place, instance);
        if (!sights.containsKey(key) && sights.size() >= LIMIT) {
            return false;
        }
        Map<NodeId, PeerCandidate> before = merged();
        sights.put(key, sight);
        compare(before, news);
        return true;
    }

    /** An instance isn't there any more. */
    List<News> drop(Place place, String instance) {
        List<News> news = new ArrayList<>();
        Map<NodeId, PeerCandidate> before = merged();
        sights.remove(new Key(place, instance));
        compare(before, news);
        return news;
    }

    /** A place isn't watched any more. */
    List<News> drop(Place place) {
        List<News> news = new ArrayList<>();
        Map<NodeId, PeerCandidate> before = merged();
        sights.keySet().removeIf(key -> key.place().equals(place));
        compare(before, news);
        return news;
    }

    List<PeerCandidate> candidates() {
        return List.copyOf(merged().values());
    }

    private Map<NodeId, PeerCandidate> merged() {
        Map<NodeId, Sight> byNode = new LinkedHashMap<>();
        sights.values().forEach(sight -> sight.node().ifPresent(node -> byNode.merge(node, sight, Sight::merged)));
        Map<NodeId, PeerCandidate> candidates = new LinkedHashMap<>();
        byNode.forEach((node, sight) -> candidates.put(node, sight.candidate(node, ours)));
        return candidates;
    }

    /** A candidate that lost an address is told as gone and seen again: so the lost address is forgotten. */
    private void compare(Map<NodeId, PeerCandidate> before, List<News> news) {
        Map<NodeId, PeerCandidate> after = merged();
        before.forEach((node, old) -> {
            Optional<PeerCandidate> now = Optional.ofNullable(after.get(node));
            if (now.isEmpty() || !now.get().addresses().containsAll(old.addresses())) {
                news.add(new News(false, false, old));
            }
        });
        after.forEach((node, now) -> {
            if (!now.equals(before.get(node))) {
                news.add(new News(true, !before.containsKey(node), now));
            }
        });
    }
}
