package org.multibusiness.sync.health.doctor;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of {@code etc/org.multibusiness.sync.health.doctor.cfg}; texts, so that a bad value can be answered by name. */
@ObjectClassDefinition(
        name = "Multi-Business Sync: Doctor",
        description = "How long something may last before sync:doctor calls it a trouble.")
public @interface DoctorConfig {
    /** Of what waits on a link. */
    @AttributeDefinition(
            name = "Behind after (ms)",
            description = "How long something may wait on a link without any progress, 1000 to 86400000.")
    String behind_ms() default "120000";

    /** Of a linked peer on the same wire. */
    @AttributeDefinition(
            name = "Announced within (ms)",
            description = "How long after a link came up an announcement of the peer must have been heard, 1000 to"
                    + " 86400000; two and a half times presence.interval.ms.")
    String announced_ms() default "75000";
}
