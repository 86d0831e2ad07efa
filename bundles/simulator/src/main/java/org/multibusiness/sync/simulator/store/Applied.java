package org.multibusiness.sync.simulator.store;

import java.util.List;
import java.util.Set;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowKey;

/**
 * What an apply did.
 *
 * @param head what the log holds now
 * @param numbered the local transactions that got their numbers behind the locks
 * @param transactions those that were new
 * @param rows the rows that they changed
 * @param overtaken whether a local transaction got in between, so that all was decided again
 */
public record Applied(
        VersionVector head,
        List<Numbered> numbered,
        List<ChangeTransaction> transactions,
        Set<RowKey> rows,
        boolean overtaken) {}
