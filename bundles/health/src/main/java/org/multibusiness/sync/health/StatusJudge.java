package org.multibusiness.sync.health;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.engine.SyncEngine;
import org.multibusiness.sync.api.engine.SyncStatus;

/** Judges one side of the node's status. Pure: status in, lines with a severity out. */
@FunctionalInterface
interface StatusJudge {
    /** Writes at least one line about the status into the log. */
    void judge(SyncStatus status, FormattingResultLog log);

    /**
     * The result of this judge for the engine at hand.
     *
     * @param engine null when no engine is registered
     * @param withoutEngine how bad it is for this side that there is none
     */
    default Result of(@Nullable SyncEngine engine, Result.Status withoutEngine) {
        if (engine == null) {
            return new Result(
                    withoutEngine,
                    "The sync engine is not running. Next: in the shell, feature:list | grep sync and"
                            + " log:display show why.");
        }
        FormattingResultLog log = new FormattingResultLog();
        judge(engine.status(), log);
        return new Result(log);
    }
}
