package org.multibusiness.sync.api.conflict;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.change.TableLayout;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A conflict policy, offered as a service and named in the configuration. It is a pure and total function: the answer depends
 * on nothing but the contest, and every contest has one, so that all nodes decide alike. No clock, no randomness, no locale,
 * no memory. Called from several threads at once, inside a database transaction; never blocks. An exception fails the batch,
 * which is tried again and again: a policy that can't judge a value falls back on {@link Contest#latest()} instead.
 *
 * <p>Values of more than a MiB are shown by their names ({@link org.multibusiness.sync.api.change.LargeValue}): they can be told apart and
 * chosen, not looked into.
 *
 * <p>What every policy must hold is checked by {@code org.multibusiness.sync.core.tck.ConflictResolverLaws}.
 */
@ConsumerType
public interface ConflictResolver {
    /** Which of the known writes a policy is shown. */
    enum Scope {
        /** The live writes that no other live write's author had seen: two or more. Enough for whoever picks one of them. */
        CONCURRENT,
        /** All live writes since the last moment everybody agreed; at least two of them are concurrent. */
        LIVE,
        /**
         * All writes since the last moment everybody agreed, those too that a deletion removed while the row lives on; one or
         * more. For policies that add up.
         */
        ALL
    }

    /** The name under which configuration refers to this policy: lower-case words joined by {@code -}, no spaces. */
    String name();

    /** Which writes {@link #decide} is to see; always the same answer. */
    default Scope scope() {
        return Scope.CONCURRENT;
    }

    /**
     * Other columns whose change counts as a write of the decided ones.
     *
     * @param arguments the configured ones
     */
    default Set<String> watched(List<String> arguments) {
        return Set.of();
    }

    /**
     * Why this policy can't decide these columns with these arguments, in words that complete "… is not allowed: "; empty when
     * it can. Asked when configuration and catalogue are compared, never while rows are resolved.
     *
     * @param layout the table; has all columns of the rule
     * @param rule the columns and the arguments
     */
    default Optional<String> objection(TableLayout layout, ColumnRule rule) {
        return rule.arguments().isEmpty()
                ? Optional.empty()
                : Optional.of(name() + " takes no arguments; leave out '" + String.join(" ", rule.arguments()) + "'");
    }

    /** Decides. The order in which changes arrived is not visible: the writes are sorted. */
    Decision decide(Contest contest);
}
