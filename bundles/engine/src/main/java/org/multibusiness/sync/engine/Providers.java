package org.multibusiness.sync.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditTrail;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.ConflictRules;
import org.multibusiness.sync.api.discovery.ManualPeers;
import org.multibusiness.sync.api.discovery.PeerDiscovery;
import org.multibusiness.sync.api.engine.ProviderProblem;
import org.multibusiness.sync.api.network.NetworkMonitor;
import org.multibusiness.sync.api.partition.PartitionDetector;
import org.multibusiness.sync.api.schema.SchemaVersionManager;
import org.multibusiness.sync.api.security.GroupTrust;
import org.multibusiness.sync.api.security.PeerSecurity;
import org.multibusiness.sync.api.security.Revocation;
import org.multibusiness.sync.api.storage.ChangeApplier;
import org.multibusiness.sync.api.storage.ChangeCapture;
import org.multibusiness.sync.api.storage.ChangeLog;
import org.multibusiness.sync.api.storage.ConflictInbox;
import org.multibusiness.sync.api.storage.Database;
import org.multibusiness.sync.api.storage.LogRetention;
import org.multibusiness.sync.api.storage.StorageInspection;
import org.multibusiness.sync.api.transport.PeerTransport;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Every provider the engine uses, each by a dynamic, greedy reference: a provider that comes, goes or is replaced never
 * restarts the engine. Thread-safe; what is returned may be gone a moment later.
 */
@Component(service = Providers.class)
public final class Providers {
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable PeerSecurity security;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable GroupTrust trust;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Database database;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ChangeCapture capture;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ChangeLog log;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable LogRetention retention;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ChangeApplier applier;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable StorageInspection inspection;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ConflictInbox inbox;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable SchemaVersionManager schema;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable NetworkMonitor network;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable PartitionDetector partition;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ManualPeers manualPeers;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ConflictRules rules;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable AuditTrail trail;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<PeerTransport> transports = List.of();

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<PeerDiscovery> discoveries = List.of();

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<ConflictResolver> resolvers = List.of();

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<ProviderProblem> problems = List.of();

    /** What providers say of themselves. */
    List<String> problems() {
        return problems.stream()
                .map(ProviderProblem::problem)
                .filter(problem -> !problem.isEmpty())
                .toList();
    }

    /** Whether what happens is recorded. */
    boolean isAudited() {
        return trail != null;
    }

    /** Tells the audit, when there is one. */
    void record(AuditEvent event) {
        AuditTrail told = trail;
        if (told != null) {
            told.record(event);
        }
    }

    Optional<PeerSecurity> security() {
        return Optional.ofNullable(security);
    }

    /** Who was expelled from the group. */
    Set<NodeId> revoked() {
        GroupTrust book = trust;
        return book == null
                ? Set.of()
                : book.revocations().stream().map(Revocation::node).collect(Collectors.toSet());
    }

    Optional<SchemaVersionManager> schema() {
        return Optional.ofNullable(schema);
    }

    Optional<StorageInspection> inspection() {
        return Optional.ofNullable(inspection);
    }

    Optional<Database> database() {
        return Optional.ofNullable(database);
    }

    Optional<NetworkMonitor> network() {
        return Optional.ofNullable(network);
    }

    Optional<PartitionDetector> partition() {
        return Optional.ofNullable(partition);
    }

    Optional<ManualPeers> manualPeers() {
        return Optional.ofNullable(manualPeers);
    }

    List<PeerTransport> transports() {
        return transports;
    }

    List<PeerDiscovery> discoveries() {
        return discoveries;
    }

    Optional<ConflictRules> rules() {
        return Optional.ofNullable(rules);
    }

    Optional<ConflictResolver> resolver(String name) {
        return resolvers.stream().filter(r -> r.name().equals(name)).findFirst();
    }

    /** Everything that makes a database usable, when all of it is there. */
    Optional<Storage> storage() {
        Database db = database;
        ChangeCapture in = capture;
        ChangeLog logged = log;
        LogRetention keeps = retention;
        ChangeApplier out = applier;
        SchemaVersionManager tables = schema;
        StorageInspection looks = inspection;
        ConflictInbox waiting = inbox;
        if (db == null || in == null || logged == null || keeps == null) {
            return Optional.empty();
        }
        if (out == null || tables == null || looks == null || waiting == null) {
            return Optional.empty();
        }
        return Optional.of(new Storage(db, in, logged, keeps, out, tables, looks, waiting));
    }

    /** The kinds of providers that are missing, with the feature that brings them. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        names().forEach((kind, present) -> {
            if (present.isEmpty() && !kind.equals("discovery") && !kind.equals("manual-peers")) {
                missing.add(kind);
            }
        });
        return missing;
    }

    /** Which providers are there, by kind. */
    Map<String, List<String>> names() {
        Map<String, List<String>> names = new LinkedHashMap<>();
        names.put(
                "discovery",
                discoveries.stream().map(PeerDiscovery::name).sorted().toList());
        names.put(
                "transport",
                transports.stream().map(PeerTransport::name).sorted().toList());
        names.put("security", bundle(security));
        names.put(
                "conflict",
                rules == null
                        ? List.of()
                        : resolvers.stream()
                                .map(ConflictResolver::name)
                                .sorted()
                                .toList());
        names.put("partition", bundle(partition));
        names.put("network", bundle(network));
        names.put("schema", bundle(schema));
        names.put("storage", bundle(log));
        return names;
    }

    private static List<String> bundle(@Nullable Object service) {
        if (service == null) {
            return List.of();
        }
        Bundle bundle = FrameworkUtil.getBundle(service.getClass());
        return List.of(
                bundle == null ? service.getClass().getName() : bundle.getSymbolicName() + " " + bundle.getVersion());
    }

    /**
     * One storage provider's services and the schema provider.
     *
     * @param database the database as a whole
     * @param capture records local changes
     * @param log the numbered log
     * @param retention how long the log keeps what
     * @param applier makes received changes part of the database
     * @param schema our own tables' changelog
     * @param inspection for people
     * @param inbox what waits for a person
     */
    record Storage(
            Database database,
            ChangeCapture capture,
            ChangeLog log,
            LogRetention retention,
            ChangeApplier applier,
            SchemaVersionManager schema,
            StorageInspection inspection,
            ConflictInbox inbox) {}
}
