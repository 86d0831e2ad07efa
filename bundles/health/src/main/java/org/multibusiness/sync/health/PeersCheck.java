package org.multibusiness.sync.health;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.felix.hc.annotation.HealthCheckService;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.engine.SyncEngine;
import org.multibusiness.sync.api.engine.SyncStatus;
import org.multibusiness.sync.api.engine.SyncStatus.PeerView;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Does the node reach the others? A branch that reaches nobody still sells, so this check never says more than WARN: a
 * watchdog must not restart a node because a cable is out elsewhere. A peer that said goodbye is not missed.
 */
@Component(service = HealthCheck.class)
@HealthCheckService(name = "Peers", tags = "sync")
public final class PeersCheck implements HealthCheck {
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SyncEngine engine;

    @Override
    public Result execute() {
        StatusJudge judge = PeersCheck::judge;
        return judge.of(engine, Result.Status.WARN);
    }

    private static void judge(SyncStatus status, FormattingResultLog log) {
        List<PeerView> present = status.peers().stream()
                .filter(peer -> !peer.state().equals("left"))
                .toList();
        List<PeerView> missed =
                present.stream().filter(peer -> !peer.state().equals("linked")).toList();
        if (missed.size() == present.size()) {
            log.warn(
                    "No other branch is linked. Next: sync:nodes shows who was heard of; sync:peer-add HOST adds one.");
        } else if (missed.isEmpty()) {
            log.info("{} of {} branches linked.", present.size(), present.size());
        }
        if (!missed.isEmpty()) {
            log.warn("Not linked: {}.", missed.stream().map(PeersCheck::line).collect(Collectors.joining(", ")));
        }
    }

    private static String line(PeerView peer) {
        return Plain.text(peer.nodeName()) + " (" + Plain.text(peer.state()) + ")";
    }
}
