package org.multibusiness.sync.shell;

import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.storage.StorageException;

/**
 * The shape of every command: ask, then print the answer as JSON or for people. What goes wrong becomes one line and a
 * failed exit status.
 *
 * @param <T> the answer; what {@code --json} prints
 */
abstract class SyncCommand<T> implements Action {
    @Reference
    Services services;

    @Option(name = "--json", description = "Print JSON for scripts instead of text for people")
    boolean json;

    /** Karaf leads it to whoever runs the command; unlike the session's console also into a pipe: sync:nodes | grep x. */
    PrintStream out = System.out;

    /** Gets the answer, or does what the command is for. */
    abstract T ask(Services from) throws CommandException, StorageException;

    /** Prints the answer for people, and what to do next. */
    abstract void show(T answer, Page page);

    /** Whether the answer, which was given, is to end in a failed exit status. */
    boolean isBad(T answer) {
        return false;
    }

    @Override
    public final @Nullable Object execute() throws CommandException {
        T answer = answer();
        if (json) {
            out.println(Json.text(answer));
        } else {
            show(answer, new Page(out, new Ages(Instant.now(), ZoneId.systemDefault())));
        }
        out.flush();
        if (isBad(answer)) {
            // Said above; what is left is the exit status.
            throw new CommandException("", "sync: the answer is that something is wrong");
        }
        // The shell would print what is returned, bin/client would not.
        return null;
    }

    private T answer() throws CommandException {
        try {
            return ask(services);
        } catch (IllegalArgumentException | StorageException e) {
            String reason = Plain.text(String.valueOf(e.getMessage()));
            // Karaf prints the first and logs the second, without a stack trace.
            throw new CommandException(reason, reason, e);
        }
    }
}
