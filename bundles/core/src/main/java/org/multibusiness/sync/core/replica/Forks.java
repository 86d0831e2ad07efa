package org.multibusiness.sync.core.replica;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.Branch;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;

/**
 * The branches this node knows, and what it must adopt before it may go on. From the moment something is to be adopted the
 * replica does nothing else: names change their meaning, and what is under way under the old ones must end first. Not
 * thread-safe.
 */
final class Forks {
    private final Set<Branch> adopted;
    private final Set<Branch> wanted;
    private int incarnation;
    private boolean pending;
    private boolean asked;
    private Instant retryAt = Instant.MIN;

    Forks(Set<Branch> adopted) {
        this.adopted = Set.copyOf(adopted);
        this.wanted = new HashSet<>(adopted);
    }

    Set<Branch> adopted() {
        return adopted;
    }

    boolean isPending() {
        return pending;
    }

    /** Takes branches that a peer or a comparison shows; returns whether one of them is new. */
    boolean learn(Set<Branch> branches) {
        boolean news = wanted.addAll(branches);
        pending |= news;
        return news;
    }

    /** The branches that a comparison found: of each pair of histories the younger one. */
    boolean learn(List<Comparison.Fork> forks) {
        Set<Branch> branches = new HashSet<>();
        forks.forEach(fork ->
                branches.add(new Branch(fork.origin().node(), fork.younger().chain())));
        return learn(branches);
    }

    /**
     * A peer knows more of our origin than we do: what we write from now on needs another, the least that nobody is known to
     * use. Should somebody use it, after all, these are two histories again, and that will show.
     */
    void renew(OriginId own, VersionVector held, VersionVector theirs) {
        Set<OriginId> used = held.join(theirs).entries().keySet();
        OriginId next = new OriginId(own.node(), own.incarnation() + 1);
        while (used.contains(next)) {
            next = new OriginId(own.node(), next.incarnation() + 1);
        }
        incarnation = next.incarnation();
        pending = true;
    }

    /** What is to be done, when it may be: nothing is being applied, and the last try is long enough ago. */
    Optional<Effect> next(boolean busy, Instant now) {
        if (!pending || asked || busy || now.isBefore(retryAt)) {
            return Optional.empty();
        }
        asked = true;
        return Optional.of(new Effect.Adopt(wanted, incarnation));
    }

    void failed(Instant again) {
        asked = false;
        retryAt = again;
    }
}
