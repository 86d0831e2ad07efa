package org.multibusiness.sync.shell;

import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.StorageInspection.EventRow;

/** {@code sync:events}. */
@Service
@Command(
        scope = "sync",
        name = "events",
        description = "Lists the newest changes of rows, here and received",
        detailedDescription = """
                Lists row changes, newest first: when, which row, what happened, who
                wrote it in which transaction.
                Done: a change made here is done when every active branch has
                acknowledged it, a received one when it is applied.

                Examples: sync:events --table public.product --limit 50
                          sync:events --unprocessed
                """)
public final class EventsCommand extends SyncCommand<List<EventRow>> {
    private static final List<String> COLUMNS = List.of("When", "Table", "Row", "What", "Done", "Transaction");

    @Option(name = "--unprocessed", description = "Only changes that are not done")
    boolean unprocessed;

    @Option(
            name = "--table",
            description = "Only this table, for example product or public.product; * stands for anything",
            valueToShowInHelp = "all tables")
    @Completion(TableCompleter.class)
    String table = "*.*";

    @Option(name = "--limit", description = "At most so many, 1 to 10000", valueToShowInHelp = "20")
    int limit = 20;

    @Override
    List<EventRow> ask(Services from) throws CommandException, StorageException {
        String pattern = table.contains(".") ? table : "*." + table;
        return from.inspection().events(unprocessed, pattern, Limit.checked(limit));
    }

    @Override
    void show(List<EventRow> events, Page page) {
        if (events.isEmpty()) {
            page.line(unprocessed ? "Every change is done." : "No change was recorded yet.");
            page.next("sync:tables shows which tables are watched.");
            return;
        }
        page.table(
                COLUMNS, events.stream().map(event -> row(event, page.ages())).toList());
        page.blank();
        page.next(
                events.size() < limit
                        ? "sync:status shows who has not acknowledged yet."
                        : "there may be more: --limit shows them, --table and --unprocessed narrow.");
    }

    private static List<String> row(EventRow event, Ages ages) {
        return List.of(
                ages.since(event.createdAt()),
                event.tableName(),
                event.recordId(),
                event.operation(),
                event.processed() ? "yes" : "no",
                event.transaction());
    }
}
