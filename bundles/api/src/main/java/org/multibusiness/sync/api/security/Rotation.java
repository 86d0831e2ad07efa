package org.multibusiness.sync.api.security;

import java.util.List;
import org.multibusiness.sync.api.NodeId;

/**
 * A rotation of the registration key that was begun here.
 *
 * @param key the new state
 * @param told nodes to which the new key was sent
 * @param absent nodes that were met before and are not linked now, or are of a version that can't be told: they must come
 *     within the grace period
 */
public record Rotation(KeyView key, List<NodeId> told, List<NodeId> absent) {
    /** Copies the lists. */
    public Rotation {
        told = List.copyOf(told);
        absent = List.copyOf(absent);
    }
}
