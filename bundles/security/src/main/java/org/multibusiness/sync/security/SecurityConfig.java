package org.multibusiness.sync.security;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/org.multibusiness.sync.security.cfg}. */
@ObjectClassDefinition(
        name = "Multi-Business Sync: security",
        description = "Who we are, who may come in, and the operator's first account.")
public @interface SecurityConfig {
    /** The configuration's name. */
    String PID = "org.multibusiness.sync.security";

    /** The shared secret. */
    @AttributeDefinition(
            name = "Registration key",
            description =
                    "The secret that all servers of the business share: at least 128 bits, for example the output of"
                            + " 'openssl rand -hex 32'. SYNC_REGISTRATION_KEY goes before it. Empty: the one in the key file, made on the first start.",
            type = AttributeType.PASSWORD,
            required = false)
    String registration_key() default "";

    /** Where the generated secret is kept. */
    @AttributeDefinition(
            name = "Key file",
            description = "Holds the registration key when none is configured. Empty: sync.key in Karaf's etc folder.",
            required = false)
    String key_file() default "";

    /** Where our key pair and the pins are kept. */
    @AttributeDefinition(
            name = "Identity directory",
            description =
                    "Holds this node's key pair and the pinned keys of others. Empty: sync/identity in Karaf's data"
                            + " folder. A change counts from the next start on.",
            required = false)
    String identity_directory() default "";

    /** How much announcements tell. */
    @AttributeDefinition(
            name = "Presence privacy",
            description =
                    "What multicast and mDNS announcements tell strangers on the network. full: this server's name and the hash of the"
                            + " registration key. minimal: neither; servers of the group know each other all the same.",
            required = false)
    String presence_privacy() default "full";

    /** The first password of the user admin. */
    @AttributeDefinition(
            name = "Password of admin",
            description =
                    "Used once, when Karaf has no user 'admin' yet. SYNC_ADMIN_PASSWORD goes before it. Empty: a random one. Either way it is found in"
                            + " sync.admin in Karaf's etc folder.",
            type = AttributeType.PASSWORD,
            required = false)
    String admin_password() default "";
}
