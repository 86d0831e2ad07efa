package org.multibusiness.sync.api.conflict;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A conflict policy. Pure and total: the answer depends on nothing but the arguments, in any order of arrival, and every
 * set of candidates has an answer; so all nodes decide alike. Called from several threads at once; never blocks.
 */
@ConsumerType
public interface ConflictResolver {
    /** The name under which configuration refers to this policy, for example {@code last-writer}. */
    String name();

    /**
     * Decides between concurrent values of one column.
     *
     * @param column where the conflict is
     * @param candidates two or more, sorted by {@code (timestamp, dot)} ascending; none of them saw another one
     */
    ColumnDecision decide(ConflictColumn column, List<Candidate> candidates);
}
