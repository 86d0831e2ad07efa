package org.multibusiness.sync.shell;

import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.multibusiness.sync.api.engine.SyncInspection;
import org.multibusiness.sync.api.storage.StorageException;

/** Completes the ids of conflicts that wait for a person. */
@Service
public final class ConflictCompleter implements Completer {
    private static final int MOST = 100;

    @Reference
    Services services;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return new StringsCompleter(ids()).complete(session, line, candidates);
    }

    private List<String> ids() {
        return services.inspectionIfPresent().map(ConflictCompleter::open).orElse(List.of());
    }

    /** While the database is away there is nothing to offer; the command itself will say so. */
    private static List<String> open(SyncInspection inspection) {
        try {
            return inspection.conflicts(true, MOST).stream()
                    .map(journaled -> journaled.conflict().id())
                    .toList();
        } catch (StorageException e) {
            return List.of();
        }
    }
}
