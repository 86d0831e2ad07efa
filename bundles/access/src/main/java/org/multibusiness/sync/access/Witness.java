package org.multibusiness.sync.access;

import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditTrail;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Tells the audit what happened at the doors; while there is none, nobody. Thread-safe. */
@Component(service = Witness.class)
public final class Witness {
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable AuditTrail trail;

    /** Called by the container. */
    public Witness() {
        this(null);
    }

    Witness(@Nullable AuditTrail trail) {
        this.trail = trail;
    }

    void saw(AuditEvent event) {
        AuditTrail told = trail;
        if (told != null) {
            told.record(event);
        }
    }
}
