package org.multibusiness.sync.shell;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.multibusiness.sync.api.change.LargeValue;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.ConflictKind;
import org.multibusiness.sync.api.conflict.Contribution;
import org.multibusiness.sync.api.conflict.Decided;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.StorageInspection.JournaledConflict;
import org.multibusiness.sync.api.storage.StorageInspection.Settlement;

/** {@code sync:conflicts}. */
@Service
@Command(
        scope = "sync",
        name = "conflicts",
        description = "Lists the newest conflicts, what was decided and why",
        detailedDescription = """
                Lists conflicts, newest first. A conflict arises when two branches
                change the same row and neither has seen the other's change. Every
                branch decides alike; what lost is kept in the journal, and --json
                shows all of it: who wrote what, and each row before and after.

                Open: waits for a person; the row keeps the value that is shown until
                somebody decides.

                Examples: sync:conflicts --open
                          sync:conflicts --limit 100 --json
                """)
public final class ConflictsCommand extends SyncCommand<List<JournaledConflict>> {
    /** Of a value on the screen; --json has all of it. */
    private static final int VALUE_LIMIT = 40;

    @Option(name = "--open", description = "Only those that wait for a person")
    boolean open;

    @Option(name = "--limit", description = "At most so many, 1 to 10000", valueToShowInHelp = "20")
    int limit = 20;

    @Override
    List<JournaledConflict> ask(Services from) throws CommandException, StorageException {
        return from.inspection().conflicts(open, Limit.checked(limit));
    }

    @Override
    void show(List<JournaledConflict> conflicts, Page page) {
        if (conflicts.isEmpty()) {
            page.line(open ? "No conflict waits for a person." : "No conflict so far.");
            page.next("sync:status shows the counts.");
            return;
        }
        conflicts.forEach(conflict -> show(conflict, page));
        page.next(
                conflicts.size() < limit
                        ? "sync:conflict ID shows all of one, sync:resolve ID decides it."
                        : "there may be more: --limit shows them. sync:conflict ID shows all of one.");
    }

    private static void show(JournaledConflict journaled, Page page) {
        Conflict conflict = journaled.conflict();
        page.line(page.ages().since(journaled.journaledAt()) + "  "
                + conflict.key().table() + " ["
                + Plain.text(conflict.key().text(), VALUE_LIMIT) + "]: " + met(conflict.kind())
                + (journaled.open() ? "  (open)" : ""));
        conflict.decisions().forEach(decided -> page.line("    " + decision(decided)));
        page.line("    written by "
                + conflict.contributions().stream().map(ConflictsCommand::wrote).collect(Collectors.joining(", ")));
        Settlement settlement = journaled.settlement();
        if (settlement != null) {
            page.line("    settled: " + settlement.choice() + ", by " + settlement.by() + ", "
                    + page.ages().since(settlement.at()));
        }
        page.line("    id " + conflict.id());
        page.blank();
    }

    static String met(ConflictKind kind) {
        return switch (kind) {
            case UPDATE_UPDATE -> "changed at two branches";
            case INSERT_INSERT -> "inserted at two branches with different values";
            case UPDATE_DELETE -> "deleted at one branch, changed at another";
            case CONSTRAINT -> "changed at two branches; the table does not allow both";
            case UNIQUE -> "the same value given to two rows at two branches";
            case FOREIGN_KEY -> "deleted at one branch, referred to at another";
        };
    }

    static String decision(Decided decided) {
        String value = Plain.text(Objects.requireNonNullElse(LargeValue.shown(decided.value()), "NULL"), VALUE_LIMIT);
        String outcome = decided.column().equals("*") ? "row " + value : decided.column() + " = " + value;
        return outcome + " (" + decided.policy() + ": " + decided.reason() + ")";
    }

    private static String wrote(Contribution side) {
        return side.dot() + " " + side.operation();
    }
}
