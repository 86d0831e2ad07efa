package org.multibusiness.sync.shell;

import java.util.Optional;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditInspection;
import org.multibusiness.sync.api.audit.AuditTrail;
import org.multibusiness.sync.api.doctor.Doctor;
import org.multibusiness.sync.api.engine.SyncEngine;
import org.multibusiness.sync.api.engine.SyncInbox;
import org.multibusiness.sync.api.engine.SyncInspection;
import org.multibusiness.sync.api.engine.SyncOperations;
import org.multibusiness.sync.api.security.GroupTrust;
import org.multibusiness.sync.api.security.PairingDesk;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * What the commands ask. Karaf would take all commands away and register them anew whenever a service that they refer to
 * comes or goes; they refer to this one, which stays, and follows the engine's services itself. Thread-safe.
 */
@Component(service = Services.class)
public final class Services {
    private static final String ABSENT =
            "The sync engine is not running. Next: feature:list | grep sync and log:display show why.";
    private static final String NO_TRUST =
            "This node's security is not ready: its key or its identity can't be used. Next:"
                    + " sync:status and log:display show why.";

    private static final String NO_AUDIT =
            "There is no audit here, nobody records who does what. Next: feature:install sync-audit";

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable SyncEngine engine;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable SyncOperations operations;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable SyncInspection inspection;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable SyncInbox inbox;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Doctor doctor;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable GroupTrust trust;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable AuditTrail trail;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable AuditInspection record;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PairingDesk desk;

    /** Called by the container. */
    @Activate
    public Services() {
        this(null, null, null, null, null);
    }

    Services(
            @Nullable SyncEngine engine,
            @Nullable SyncOperations operations,
            @Nullable SyncInspection inspection,
            @Nullable SyncInbox inbox,
            @Nullable Doctor doctor) {
        this.doctor = doctor;
        this.inbox = inbox;
        this.engine = engine;
        this.operations = operations;
        this.inspection = inspection;
    }

    SyncEngine engine() throws CommandException {
        return present(engine);
    }

    SyncOperations operations() throws CommandException {
        return present(operations);
    }

    SyncInspection inspection() throws CommandException {
        return present(inspection);
    }

    SyncInbox inbox() throws CommandException {
        return present(inbox);
    }

    Doctor doctor() throws CommandException {
        return present(doctor);
    }

    /** Needs no engine. */
    PairingDesk desk() throws CommandException {
        PairingDesk there = desk;
        if (there == null) {
            throw new CommandException(NO_TRUST, NO_TRUST);
        }
        return there;
    }

    /** Needs no engine. */
    GroupTrust trust() throws CommandException {
        GroupTrust book = trust;
        if (book == null) {
            throw new CommandException(NO_TRUST, NO_TRUST);
        }
        return book;
    }

    /** For tests. */
    Services trusting(GroupTrust book) {
        trust = book;
        return this;
    }

    AuditInspection record() throws CommandException {
        AuditInspection there = record;
        if (there == null) {
            throw new CommandException(NO_AUDIT, NO_AUDIT);
        }
        return there;
    }

    /** Tells the audit, when there is one. */
    void tell(AuditEvent event) {
        AuditTrail told = trail;
        if (told != null) {
            told.record(event);
        }
    }

    /** For completion, which stays silent when there is nothing to ask. */
    Optional<SyncInbox> inboxIfPresent() {
        return Optional.ofNullable(inbox);
    }

    /** For completion, which stays silent when there is nothing to ask. */
    Optional<SyncOperations> operationsIfPresent() {
        return Optional.ofNullable(operations);
    }

    /** For completion, which stays silent when there is nothing to ask. */
    Optional<SyncInspection> inspectionIfPresent() {
        return Optional.ofNullable(inspection);
    }

    private static <T> T present(@Nullable T service) throws CommandException {
        if (service == null) {
            throw new CommandException(ABSENT, ABSENT);
        }
        return service;
    }
}
