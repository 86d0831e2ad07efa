package org.multibusiness.sync.health;

import org.apache.felix.hc.annotation.HealthCheckService;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.engine.SyncEngine;
import org.multibusiness.sync.api.engine.SyncStatus;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Is the node at work? */
@Component(service = HealthCheck.class)
@HealthCheckService(name = "Sync engine", tags = "sync")
public final class EngineCheck implements HealthCheck {
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SyncEngine engine;

    @Override
    public Result execute() {
        StatusJudge judge = EngineCheck::judge;
        return judge.of(engine, Result.Status.CRITICAL);
    }

    private static void judge(SyncStatus status, FormattingResultLog log) {
        switch (status.state()) {
            case "syncing" -> log.info("{} is at work.", Plain.text(status.nodeName()));
            case "paused" -> log.warn("Paused by an operator: nothing is sent or applied. Next: sync:resume.");
            case "waiting" -> log.critical("Waiting. {}", reason(status));
            case "starting" -> log.temporarilyUnavailable("Starting. {}", reason(status));
            case "stopping" -> log.temporarilyUnavailable("Stopping.");
            default -> log.warn("In state '{}', which this check does not know.", Plain.text(status.state()));
        }
    }

    private static String reason(SyncStatus status) {
        return status.attention().isEmpty()
                ? "Next: sync:status and log:display show what for."
                : Plain.text(status.attention().get(0));
    }
}
