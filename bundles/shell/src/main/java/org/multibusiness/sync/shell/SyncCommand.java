package org.multibusiness.sync.shell;

import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.audit.AuditEvent;
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

    @Reference
    @Nullable
    Session session;

    @Option(name = "--json", description = "Print JSON for scripts instead of text for people")
    boolean json;

    /** Karaf leads it to whoever runs the command; unlike the session's console also into a pipe: sync:nodes | grep x. */
    PrintStream out = System.out;

    /** Gets the answer, or does what the command is for. */
    abstract T ask(Services from) throws CommandException, StorageException;

    /** Prints the answer for people, and what to do next. */
    abstract void show(T answer, Page page);

    /** What the audit is told when it is done; without who it was. Empty: nothing. */
    Optional<AuditEvent> toRecord(T answer) {
        return Optional.empty();
    }

    /** Whether the answer, which was given, is to end in a failed exit status. */
    boolean isBad(T answer) {
        return false;
    }

    @Override
    public final @Nullable Object execute() throws CommandException {
        T answer = answer();
        toRecord(answer).ifPresent(event -> services.tell(event.by(user())));
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

    /** Who runs the command. */
    final String user() {
        Object user = session == null ? null : session.get("USER");
        return user == null ? "operator" : user.toString();
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
