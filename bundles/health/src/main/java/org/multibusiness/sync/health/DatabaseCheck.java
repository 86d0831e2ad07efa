package org.multibusiness.sync.health;

import org.apache.felix.hc.annotation.HealthCheckService;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.engine.SyncEngine;
import org.multibusiness.sync.api.engine.SyncStatus;
import org.multibusiness.sync.api.engine.SyncStatus.DatabaseView;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Can the node work with its database? */
@Component(service = HealthCheck.class)
@HealthCheckService(name = "Database", tags = "sync")
public final class DatabaseCheck implements HealthCheck {
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SyncEngine engine;

    @Override
    public Result execute() {
        StatusJudge judge = DatabaseCheck::judge;
        return judge.of(engine, Result.Status.CRITICAL);
    }

    private static void judge(SyncStatus status, FormattingResultLog log) {
        DatabaseView database = status.database();
        if (database.state().equals("ready")) {
            log.info("Ready, version {}.", Plain.text(database.version()));
        } else if (status.state().equals("starting")) {
            log.temporarilyUnavailable("Not there yet, the node is starting. {}", Plain.text(database.problem()));
        } else {
            log.critical("The database is {}. {}", Plain.text(database.state()), problem(database));
        }
    }

    private static String problem(DatabaseView database) {
        return database.problem().isEmpty()
                ? "Next: log:display shows why. The node carries on by itself when the database is back."
                : Plain.text(database.problem());
    }
}
