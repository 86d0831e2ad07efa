package org.multibusiness.sync.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.engine.SyncInbox.Choice;
import org.multibusiness.sync.api.storage.StorageException;

/** {@code sync:resolve}. */
@Service
@Command(
        scope = "sync",
        name = "resolve",
        description = "Decides a conflict, for every branch",
        detailedDescription = """
                Decides a conflict. The row becomes what you say, as an ordinary change
                that goes to every branch and closes the item there too. It can be
                done at any branch that shows the conflict.

                --take SIDE: what was in conflict becomes this side's. SIDE is the
                transaction, or the id or name of the branch that wrote it, or local
                or remote. A side that deleted the row deletes it.
                --set COLUMN=VALUE: this value; several are allowed, also beside
                --take. --null COLUMN sets NULL. A key column beside --take makes a
                second row of that side's values; the first one stays as it is.

                Examples: sync:resolve 4b233b --take remote
                          sync:resolve 4b233b --take harbour --set note="was 2.80"
                          sync:resolve 4b233b --set price=2.75
                          sync:resolve 4b233b --take local --set id=1042
                """)
public final class ResolveCommand extends SyncCommand<Told> {
    @Argument(
            name = "ID",
            description = "The conflict, as sync:conflicts shows it; options may stand behind it",
            required = true,
            multiValued = true)
    @Completion(ConflictCompleter.class)
    List<String> words = new ArrayList<>();

    @Option(
            name = "--take",
            description = "Whose values count: a transaction, a branch, local or remote",
            valueToShowInHelp = "nobody's")
    String take = "";

    @Option(name = "--set", description = "COLUMN=VALUE; may be given several times", multiValued = true)
    List<String> set = new ArrayList<>();

    @Option(name = "--null", description = "A column that becomes NULL; may be given several times", multiValued = true)
    List<String> nulls = new ArrayList<>();

    @Override
    Told ask(Services from) throws CommandException, StorageException {
        String id = Words.first(
                "ID",
                words,
                Map.of("--json", () -> json = true),
                Map.of("--take", side -> take = side, "--set", set::add, "--null", nulls::add));
        Map<String, @Nullable String> values = values();
        if (take.isEmpty() && values.isEmpty()) {
            throw new IllegalArgumentException("say what the row is to be: --take SIDE, --set COLUMN=VALUE, or both."
                    + " Next: sync:conflict " + id + " shows the sides");
        }
        return Told.of(from.inbox().resolve(id, new Choice(take, values), user()));
    }

    private Map<String, @Nullable String> values() {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        for (String pair : set) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "--set " + pair + " is not COLUMN=VALUE: write for example --set price=2.75");
            }
            values.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        for (String column : nulls) {
            if (values.containsKey(column)) {
                throw new IllegalArgumentException("the column " + column + " is set and NULL: give one of the two");
            }
            values.put(column, null);
        }
        return values;
    }

    @Override
    void show(Told told, Page page) {
        told.messages().forEach(page::line);
        page.next("sync:conflicts --open shows what else waits.");
    }
}
