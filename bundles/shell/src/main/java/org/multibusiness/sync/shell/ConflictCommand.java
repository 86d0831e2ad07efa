package org.multibusiness.sync.shell;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.multibusiness.sync.api.change.LargeValue;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.Contribution;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.StorageInspection.JournaledConflict;
import org.multibusiness.sync.api.storage.StorageInspection.Settlement;

/** {@code sync:conflict}. */
@Service
@Command(
        scope = "sync",
        name = "conflict",
        description = "Shows one conflict: what each branch found and wrote, and what was decided",
        detailedDescription = """
                Shows one conflict with everything that is known of it: for each side
                who wrote it and when, and its row before and after. Columns that no
                side changed are left out; --json has them all.

                ID is as sync:conflicts shows it; the first 6 characters are enough.

                Example: sync:conflict 4b233b
                """)
public final class ConflictCommand extends SyncCommand<JournaledConflict> {
    private static final int VALUE_LIMIT = 30;

    @Argument(
            name = "ID",
            description = "The conflict, as sync:conflicts shows it; --json may stand behind it",
            required = true,
            multiValued = true)
    @Completion(ConflictCompleter.class)
    List<String> words = new ArrayList<>();

    @Override
    JournaledConflict ask(Services from) throws CommandException, StorageException {
        return from.inbox().conflict(Words.first("ID", words, Map.of("--json", () -> json = true), Map.of()));
    }

    @Override
    void show(JournaledConflict journaled, Page page) {
        Conflict conflict = journaled.conflict();
        page.line(conflict.key().table() + " [" + Plain.text(conflict.key().text(), VALUE_LIMIT) + "]: "
                + ConflictsCommand.met(conflict.kind()));
        page.fact("noticed", page.ages().since(journaled.journaledAt()));
        page.blank();
        sides(conflict, page);
        conflict.decisions().forEach(decided -> page.fact("decided", ConflictsCommand.decision(decided)));
        Settlement settlement = journaled.settlement();
        if (settlement != null) {
            page.fact(
                    "settled",
                    settlement.choice() + ", by " + settlement.by() + " at " + settlement.nodeId() + ", "
                            + page.ages().since(settlement.at()));
        }
        page.blank();
        next(journaled, page);
    }

    private static void sides(Conflict conflict, Page page) {
        List<Contribution> sides = conflict.contributions();
        for (int i = 0; i < sides.size(); i++) {
            Contribution side = sides.get(i);
            page.line("(" + (i + 1) + ") " + side.operation() + " in " + side.dot() + ", "
                    + page.ages().since(side.at().toString()));
        }
        page.blank();
        List<String> heads = new ArrayList<>(List.of("Column"));
        for (int i = 0; i < sides.size(); i++) {
            heads.add("(" + (i + 1) + ") found");
            heads.add("(" + (i + 1) + ") wrote");
        }
        page.table(
                heads, columns(sides).stream().map(column -> row(column, sides)).toList());
        page.blank();
    }

    /** Columns that some side changed. */
    private static Set<String> columns(List<Contribution> sides) {
        Set<String> columns = new LinkedHashSet<>();
        for (Contribution side : sides) {
            TreeSet<String> own = new TreeSet<>(side.before().keySet());
            own.addAll(side.after().keySet());
            own.removeIf(column ->
                    Objects.equals(side.before().get(column), side.after().get(column)));
            columns.addAll(own);
        }
        return columns;
    }

    private static List<String> row(String column, List<Contribution> sides) {
        List<String> row = new ArrayList<>(List.of(column));
        for (Contribution side : sides) {
            row.add(value(side.before(), column));
            row.add(value(side.after(), column));
        }
        return row;
    }

    private static String value(Map<String, String> image, String column) {
        if (image.isEmpty()) {
            return "-";
        }
        return Plain.text(Objects.requireNonNullElse(LargeValue.shown(image.get(column)), "NULL"), VALUE_LIMIT);
    }

    private static void next(JournaledConflict journaled, Page page) {
        String id = journaled.conflict().id().substring(0, 8);
        if (journaled.settlement() != null) {
            page.next("nothing; it is settled. To have it otherwise, change the row itself.");
        } else {
            page.next("sync:resolve " + id + " --take TRANSACTION (or its branch's name), or --set COLUMN=VALUE"
                    + (journaled.open() ? "." : "; or nothing: what was decided stands."));
        }
    }
}
