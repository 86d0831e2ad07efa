package org.multibusiness.sync.shell;

import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;

/** {@code sync:resume}. */
@Service
@Command(
        scope = "sync",
        name = "resume",
        description = "Sends and applies changes again after sync:pause",
        detailedDescription = """
                Undoes sync:pause. What was captured meanwhile is sent, what the
                others hold is fetched, oldest first. To resume a node that is not
                paused is no error.

                Example: sync:resume
                """)
public final class ResumeCommand extends SyncCommand<ResumeCommand.Resumed> {
    /**
     * The answer.
     *
     * @param paused always false
     * @param changed false when it was not paused before
     */
    record Resumed(boolean paused, boolean changed) {}

    @Override
    Resumed ask(Services from) throws CommandException {
        return new Resumed(false, from.engine().resume());
    }

    @Override
    Optional<AuditEvent> toRecord(Resumed answer) {
        return answer.changed() ? Optional.of(AuditEvent.of(AuditKind.RESUMED, "")) : Optional.empty();
    }

    @Override
    void show(Resumed answer, Page page) {
        page.line(answer.changed() ? "Resumed." : "Was not paused.");
        page.next("sync:status shows how far each branch is.");
    }
}
