package org.multibusiness.sync.health.doctor;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.discovery.BeaconLedger;
import org.multibusiness.sync.api.discovery.HeardBeacon;
import org.multibusiness.sync.api.discovery.LocalNode;
import org.multibusiness.sync.api.discovery.PeerDirectory;
import org.multibusiness.sync.api.discovery.PeerDiscovery;
import org.multibusiness.sync.api.doctor.NodeFacts;
import org.multibusiness.sync.api.engine.SyncEngine;
import org.multibusiness.sync.api.engine.SyncInspection;
import org.multibusiness.sync.api.network.NetworkMonitor;
import org.multibusiness.sync.api.network.NetworkProbe;
import org.multibusiness.sync.api.security.GroupTrust;
import org.multibusiness.sync.api.security.Revocation;
import org.multibusiness.sync.api.transport.PeerTransport;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Whom the doctor asks. Every one may be missing: that is a finding, too. Thread-safe. */
@Component(service = Sources.class)
public final class Sources {
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SyncEngine engine;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SyncInspection inspection;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PeerDirectory directory;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable NodeFacts facts;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable NetworkMonitor network;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable NetworkProbe probe;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable LocalNode local;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable BeaconLedger beacons;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable GroupTrust trust;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile List<PeerTransport> transports = List.of();

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile List<PeerDiscovery> discoveries = List.of();

    Optional<SyncEngine> engine() {
        return Optional.ofNullable(engine);
    }

    Optional<SyncInspection> inspection() {
        return Optional.ofNullable(inspection);
    }

    Optional<PeerDirectory> directory() {
        return Optional.ofNullable(directory);
    }

    Optional<NodeFacts> facts() {
        return Optional.ofNullable(facts);
    }

    Optional<NetworkMonitor> network() {
        return Optional.ofNullable(network);
    }

    Optional<NetworkProbe> probe() {
        return Optional.ofNullable(probe);
    }

    /** Everything heard, the latest first. */
    List<HeardBeacon> beacons() {
        return Optional.ofNullable(beacons).map(BeaconLedger::beacons).orElse(List.of());
    }

    /** That a node was expelled from the group. */
    Optional<Revocation> revocation(String nodeId) {
        return Optional.ofNullable(trust).map(GroupTrust::revocations).orElse(List.of()).stream()
                .filter(expelled -> expelled.node().value().equals(nodeId))
                .findFirst();
    }

    Optional<LocalNode> local() {
        return Optional.ofNullable(local);
    }
}
