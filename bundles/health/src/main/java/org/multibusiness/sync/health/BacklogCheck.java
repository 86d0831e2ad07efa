package org.multibusiness.sync.health;

import org.apache.felix.hc.annotation.HealthCheckService;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.engine.SyncEngine;
import org.multibusiness.sync.api.engine.SyncStatus;
import org.multibusiness.sync.api.engine.SyncStatus.Counts;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Does anything wait for a person? */
@Component(service = HealthCheck.class)
@HealthCheckService(name = "Conflicts and held changes", tags = "sync")
public final class BacklogCheck implements HealthCheck {
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SyncEngine engine;

    @Override
    public Result execute() {
        StatusJudge judge = BacklogCheck::judge;
        return judge.of(engine, Result.Status.WARN);
    }

    private static void judge(SyncStatus status, FormattingResultLog log) {
        Counts counts = status.counts();
        if (counts.conflictsOpen() > 0) {
            log.warn("{} conflicts wait for a person. Next: sync:conflicts --open.", counts.conflictsOpen());
        }
        status.heldTables()
                .forEach((table, reason) ->
                        log.warn("Changes of {} are held: {}", Plain.text(table), Plain.text(reason)));
        if (counts.parked() > 0) {
            log.warn("{} received changes are held. Next: sync:tables shows why.", counts.parked());
        }
        if (counts.conflictsOpen() == 0
                && counts.parked() == 0
                && status.heldTables().isEmpty()) {
            log.info("Nothing waits for a person.");
        }
    }
}
