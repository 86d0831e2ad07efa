package org.multibusiness.sync.shell;

import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.multibusiness.sync.api.engine.TableView;

/** {@code sync:tables}. */
@Service
@Command(
        scope = "sync",
        name = "tables",
        description = "Lists the tables: synced, held or refused, and why",
        detailedDescription = """
                Lists every table that SYNC_TABLES selects and SYNC_EXCLUDE leaves in.

                State: synced; held (the table differs at a peer: what it sent for
                this table waits, all other tables go on); refused (can't be synced,
                for example for want of a primary key).
                Held: row changes that were received and wait. They are applied by
                themselves once the tables agree.

                Example: bin/client 'sync:tables --json'
                """)
public final class TablesCommand extends SyncCommand<List<TableView>> {
    private static final List<String> COLUMNS = List.of("Table", "State", "Held");

    @Override
    List<TableView> ask(Services from) throws CommandException {
        return from.inspection().tables();
    }

    @Override
    void show(List<TableView> tables, Page page) {
        if (tables.isEmpty()) {
            page.line("No table is selected.");
            page.next("sync:status shows whether the database is ready; SYNC_TABLES and SYNC_EXCLUDE select tables.");
            return;
        }
        page.table(COLUMNS, tables.stream().map(TablesCommand::row).toList());
        List<TableView> explained =
                tables.stream().filter(table -> !table.reason().isEmpty()).toList();
        if (!explained.isEmpty()) {
            page.blank();
            explained.forEach(table -> page.line(table.table() + " (" + table.state() + "): " + table.reason()));
        }
        page.blank();
        page.line(count(tables, "synced") + " synced, " + count(tables, "held") + " held, " + count(tables, "refused")
                + " refused.");
        page.next(
                explained.isEmpty()
                        ? "sync:events shows what changed in them."
                        : "mend what is said above; changes that wait are applied by themselves.");
    }

    private static List<String> row(TableView table) {
        return List.of(table.table(), table.state(), String.valueOf(table.heldChanges()));
    }

    private static long count(List<TableView> tables, String state) {
        return tables.stream().filter(table -> table.state().equals(state)).count();
    }
}
