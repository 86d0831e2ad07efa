package org.multibusiness.sync.shell;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.audit.AuditInspection.Check;
import org.multibusiness.sync.api.audit.AuditInspection.Entry;

/** {@code sync:audit}. */
@Service
@Command(
        scope = "sync",
        name = "audit",
        description = "Lists who did what to this node, or checks that nobody changed the record",
        detailedDescription = """
                Lists the newest entries of the record: when, what, about whom, by
                whom. Servers that were let in or turned away, log-ins, locked
                names, configurations that changed, decisions, pauses.

                --verify reads the whole record and checks every line, their chain
                and the seal of its end. It names the first line that was changed,
                removed, inserted, moved or cut off. Note the head that it prints
                somewhere else, on paper for example: nobody can set the record
                back behind it unseen.

                Exit status: 1 when --verify finds something.

                Examples: sync:audit --limit 100
                          sync:audit --verify
                """)
public final class AuditCommand extends SyncCommand<AuditCommand.Answer> {
    private static final List<String> COLUMNS = List.of("No", "When", "What", "About", "By", "Details");

    @Option(name = "--verify", description = "Check the record instead of listing it")
    boolean verify;

    @Option(name = "--limit", description = "At most so many, 1 to 10000", valueToShowInHelp = "20")
    int limit = 20;

    /**
     * The answer; as JSON the one or the other.
     *
     * @param entries newest first
     * @param check what was found; null when nobody asked
     */
    record Answer(List<Entry> entries, @Nullable Check check) {
        /** Copies the list. */
        Answer {
            entries = List.copyOf(entries);
        }

        @JsonValue
        Object json() {
            return check == null ? entries : check;
        }
    }

    @Override
    Answer ask(Services from) throws CommandException {
        try {
            return verify
                    ? new Answer(List.of(), from.record().verify())
                    : new Answer(from.record().latest(Limit.checked(limit)), null);
        } catch (IOException e) {
            String reason = "The record can't be read: " + Plain.text(e.toString())
                    + ". Next: sync:status says what is wrong with it.";
            throw new CommandException(reason, reason, e);
        }
    }

    @Override
    boolean isBad(Answer answer) {
        return answer.check() != null && !answer.check().intact();
    }

    @Override
    void show(Answer answer, Page page) {
        if (answer.check() == null) {
            show(answer.entries(), page);
        } else {
            show(answer.check(), page);
        }
    }

    private static void show(Check check, Page page) {
        if (check.intact()) {
            page.line("The record is intact: entries " + check.first() + " to " + check.last() + ", begun "
                    + page.ages().since(check.begun()) + ".");
            page.fact("Head", check.last() + " " + check.head());
            page.next("note the head somewhere else; it shows later that nothing before it was changed.");
            return;
        }
        page.line("The record was tampered with, or damaged.");
        page.line("  " + check.finding());
        page.fact("Whole", check.last() == 0 ? "nothing" : "entries " + check.first() + " to " + check.last());
        page.next(
                "keep a copy of data/sync/audit and data/sync/audit-seal, find out who could write there, then move both away"
                        + " with the service stopped: a new record begins.");
    }

    private void show(List<Entry> entries, Page page) {
        page.table(
                COLUMNS, entries.stream().map(entry -> row(entry, page.ages())).toList());
        page.blank();
        page.next(
                entries.size() < limit
                        ? "sync:audit --verify checks that nobody changed it."
                        : "there may be more: --limit shows them. sync:audit --verify checks them.");
    }

    private static List<String> row(Entry entry, Ages ages) {
        String details = entry.details().entrySet().stream()
                .map(detail -> detail.getKey() + "=" + detail.getValue())
                .collect(Collectors.joining(", "));
        return List.of(
                String.valueOf(entry.number()),
                ages.since(entry.at()),
                entry.kind(),
                entry.subject(),
                entry.by(),
                details);
    }
}
