package org.multibusiness.sync.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.multibusiness.sync.api.storage.StorageException;

/** {@code sync:retry}. */
@Service
@Command(scope = "sync", name = "retry", description = "Tries again what is parked", detailedDescription = """
                Tries again, now, to bring what is parked into the tables, in the order
                of the log. Each transaction goes in whole or stays.

                ID is a transaction as sync:parked shows it: then the answer tells
                what became of that one. What it waits behind is tried too.

                Examples: sync:retry
                          sync:retry fbb213cb6067502f.1:42
                """)
public final class RetryCommand extends SyncCommand<Told> {
    @Argument(
            name = "ID",
            description = "The transaction you ask about, as sync:parked shows it; --json may stand behind it",
            multiValued = true)
    List<String> words = new ArrayList<>();

    @Override
    Told ask(Services from) throws CommandException, StorageException {
        String transaction =
                words.isEmpty() ? "" : Words.first("ID", words, Map.of("--json", () -> json = true), Map.of());
        return new Told(from.inbox().retry(transaction));
    }

    @Override
    void show(Told told, Page page) {
        told.messages().forEach(page::line);
        page.next("sync:parked shows what still waits, and why.");
    }
}
