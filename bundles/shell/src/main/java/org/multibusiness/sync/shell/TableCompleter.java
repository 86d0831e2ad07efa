package org.multibusiness.sync.shell;

import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.multibusiness.sync.api.engine.TableView;

/** Completes the names of the tables that the node knows. */
@Service
public final class TableCompleter implements Completer {
    @Reference
    Services services;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return new StringsCompleter(tables()).complete(session, line, candidates);
    }

    private List<String> tables() {
        return services.inspectionIfPresent().stream()
                .flatMap(inspection -> inspection.tables().stream())
                .map(TableView::table)
                .map(Plain::text)
                .toList();
    }
}
