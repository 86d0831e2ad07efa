package org.multibusiness.sync.conflict;

import java.util.List;
import java.util.Optional;
import org.multibusiness.sync.api.conflict.ConflictResolver;

/** The policies of this bundle. They hold no state, so it does not matter whose instances are asked. */
public final class Shipped {
    /** The policy whose arguments are nodes. */
    public static final String NODE_PRIORITY = NodePriority.NAME;

    private static final List<ConflictResolver> POLICIES = List.of(
            new LastWriter(),
            new NodePriority(),
            new AlwaysKeep(),
            new PreferNewer(),
            new PreferHigher(),
            new PreferLower(),
            new MergeArrays(),
            new Delta(),
            new KeepBoth(),
            new Manual());

    private Shipped() {}

    /** The policy of this name, if it is one of ours. */
    public static Optional<ConflictResolver> policy(String name) {
        return POLICIES.stream().filter(policy -> policy.name().equals(name)).findFirst();
    }

    /** The policies' names. */
    public static List<String> names() {
        return POLICIES.stream().map(ConflictResolver::name).toList();
    }

    /** Whether a policy, told this, compares or computes the decided value itself: then it can't decide whole rows. */
    public static boolean comparesTheValue(String policy, List<String> arguments) {
        return switch (policy) {
            case "prefer-higher", "prefer-lower", "merge-arrays", "delta" -> true;
            case "prefer-newer" -> arguments.isEmpty();
            default -> false;
        };
    }
}
