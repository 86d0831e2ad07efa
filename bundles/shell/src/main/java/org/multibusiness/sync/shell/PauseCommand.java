package org.multibusiness.sync.shell;

import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;

/** {@code sync:pause}. */
@Service
@Command(
        scope = "sync",
        name = "pause",
        description = "Stops sending and applying changes; they are still captured",
        detailedDescription = """
                Stops sending changes to other branches and applying theirs. The shop
                sells on: its changes are captured and follow after sync:resume. A
                pause survives a restart. To pause a paused node is no error.

                Example: sync:pause
                """)
public final class PauseCommand extends SyncCommand<PauseCommand.Paused> {
    /**
     * The answer.
     *
     * @param paused always true
     * @param changed false when it was paused before
     */
    record Paused(boolean paused, boolean changed) {}

    @Override
    Paused ask(Services from) throws CommandException {
        return new Paused(true, from.engine().pause());
    }

    @Override
    Optional<AuditEvent> toRecord(Paused answer) {
        return answer.changed() ? Optional.of(AuditEvent.of(AuditKind.PAUSED, "")) : Optional.empty();
    }

    @Override
    void show(Paused answer, Page page) {
        page.line(
                answer.changed()
                        ? "Paused: nothing is sent or applied, changes made here are captured."
                        : "Was paused already.");
        page.next("sync:resume sends and applies again.");
    }
}
