package org.multibusiness.sync.shell;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.multibusiness.sync.api.engine.SyncEngine;

/** {@code sync:now}. */
@Service
@Command(
        scope = "sync",
        name = "now",
        description = "Syncs now instead of at the next interval",
        detailedDescription = """
                Dials every known branch that is not linked, and exchanges with the
                linked ones what either side lacks. The node does this by itself after
                every commit and every 30 seconds; this command is for the impatient.
                It returns at once and does not wait for the others.

                Example: sync:now
                """)
public final class NowCommand extends SyncCommand<Told> {
    @Override
    Told ask(Services from) throws CommandException {
        SyncEngine engine = from.engine();
        if (engine.status().state().equals("paused")) {
            throw new IllegalArgumentException("Paused: nothing is sent or applied. Next: sync:resume.");
        }
        engine.syncNow();
        return Told.of("Asked every linked branch for news, and called those that are not linked.");
    }

    @Override
    void show(Told told, Page page) {
        told.messages().forEach(page::line);
        page.next("sync:status shows how far each one is.");
    }
}
