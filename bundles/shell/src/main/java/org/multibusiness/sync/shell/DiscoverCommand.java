package org.multibusiness.sync.shell;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** {@code sync:discover}. */
@Service
@Command(
        scope = "sync",
        name = "discover",
        description = "Announces this node to the others now",
        detailedDescription = """
                Announces this node by every discovery that is installed, now instead
                of at the next interval, and says per discovery what was sent where.
                Useful after plugging in a cable or opening a firewall.

                Example: sync:discover
                """)
public final class DiscoverCommand extends SyncCommand<Told> {
    @Override
    Told ask(Services from) throws CommandException {
        return new Told(from.operations().discover());
    }

    @Override
    void show(Told told, Page page) {
        if (told.messages().isEmpty()) {
            page.line("No discovery is installed: nobody was called.");
            page.next(
                    "sync:peer-add HOST adds a branch by hand; feature:list | grep discovery shows what can be installed.");
            return;
        }
        told.messages().forEach(page::line);
        page.next("sync:nodes shows who answered. It may take a few seconds.");
    }
}
