package org.multibusiness.sync.api.conflict;

import java.util.List;
import org.multibusiness.sync.api.change.TableLayout;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The configured rules. Nodes decide alike only under equal rules, so what is answered depends on the configuration and the
 * arguments alone. Called from several threads at once; never blocks.
 */
@ProviderType
public interface ConflictRules {
    /**
     * The rules of a table. A configured rule that does not fit the table is left out: its columns are decided by
     * {@code last-writer} until it is mended, at every node alike; {@link #problems} names it.
     *
     * @param layout the table; the order of its columns makes no difference
     * @throws IllegalStateException when there is no configuration that could be read since the start: to decide by other rules
     *     than the other nodes would part the branches for good, so whoever asks has to wait; the message is for the operator
     */
    TableRules of(TableLayout layout);

    /**
     * What in the configuration does not fit these tables, one sentence each: the key, the value, why not, and what to do.
     * Empty when all fits.
     *
     * @param catalogue all tables that are synced here
     */
    List<String> problems(List<TableLayout> catalogue);

    /**
     * 32 hex digits, equal for two nodes iff they are configured alike; spaces, comments and the order of lines don't
     * count. Empty while there is none.
     */
    String fingerprint();
}
