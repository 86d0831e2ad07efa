package org.multibusiness.sync.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.multibusiness.sync.api.storage.ParkedChange;
import org.multibusiness.sync.api.storage.StorageException;

/** {@code sync:parked}. */
@Service
@Command(
        scope = "sync",
        name = "parked",
        description = "Lists received changes that wait, and what for",
        detailedDescription = """
                Lists row changes that were received and kept, but are not in their
                tables: because the database refused the transaction three times
                (with its SQLSTATE), because they touch a row of such a transaction,
                or because the table does not fit here. All others flow on. What
                waits is tried again by itself every half minute, and by sync:retry.

                Examples: sync:parked
                          sync:parked --limit 1000 --json
                """)
public final class ParkedCommand extends SyncCommand<List<ParkedChange>> {
    private static final int KEY_LIMIT = 40;
    private static final int KEYS = 5;

    @Option(name = "--limit", description = "At most so many row changes, 1 to 10000", valueToShowInHelp = "100")
    int limit = 100;

    private record Reason(String transaction, String table, String reason) {}

    @Override
    List<ParkedChange> ask(Services from) throws CommandException, StorageException {
        return from.inbox().parked(Limit.checked(limit));
    }

    @Override
    void show(List<ParkedChange> parked, Page page) {
        if (parked.isEmpty()) {
            page.line("Nothing waits: every received change is in its table.");
            page.next("sync:status shows how fresh the data is.");
            return;
        }
        Map<Reason, List<ParkedChange>> groups = new LinkedHashMap<>();
        for (ParkedChange change : parked) {
            groups.computeIfAbsent(
                            new Reason(change.transaction(), change.table(), change.reason()), r -> new ArrayList<>())
                    .add(change);
        }
        groups.forEach((reason, changes) -> show(reason, changes, page));
        page.next("mend what the reasons name, then sync:retry."
                + (parked.size() < limit ? "" : " There may be more: --limit shows them."));
    }

    private static void show(Reason reason, List<ParkedChange> changes, Page page) {
        ParkedChange first = changes.get(0);
        page.line(reason.transaction() + "  " + reason.table() + " [" + keys(changes) + "], since "
                + page.ages().since(first.since()));
        page.line("    " + reason.reason()
                + (first.sqlState().isEmpty()
                        ? ""
                        : " (SQLSTATE " + first.sqlState() + ", tried " + first.attempts() + " times)"));
        page.blank();
    }

    private static String keys(List<ParkedChange> changes) {
        String keys = changes.stream()
                .limit(KEYS)
                .map(change -> Plain.text(change.recordId(), KEY_LIMIT))
                .collect(Collectors.joining("; "));
        return changes.size() > KEYS ? keys + " and " + (changes.size() - KEYS) + " more" : keys;
    }
}
