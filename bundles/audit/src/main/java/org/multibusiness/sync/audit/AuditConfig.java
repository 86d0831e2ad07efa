package org.multibusiness.sync.audit;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/org.multibusiness.sync.audit.cfg}. */
@ObjectClassDefinition(
        name = "Multi-Business Sync: audit",
        description = "The record of who did what to this node, and how much of it is kept.")
public @interface AuditConfig {
    /** The configuration's name. */
    String PID = "org.multibusiness.sync.audit";

    /** Where the lines are. */
    @AttributeDefinition(
            name = "Directory",
            description = "Holds the record. Empty: sync/audit in Karaf's data folder. The record begins anew"
                    + " in another one.",
            required = false)
    String directory() default "";

    /** Where the key and the seal of the end are. */
    @AttributeDefinition(
            name = "Seal directory",
            description = "Holds the key and the seal of the record's end, apart from it. Empty: sync/audit-seal in"
                    + " Karaf's data folder.",
            required = false)
    String seal_directory() default "";

    /** How large a file may become. */
    @AttributeDefinition(
            name = "File size (bytes)",
            description = "A file of this size is closed and the next one begun. 65536 to 67108864.")
    long file_max_bytes() default 4_194_304;

    /** How many files are kept. */
    @AttributeDefinition(
            name = "Files",
            description = "Beyond so many the oldest file is removed, and the record says so. 2 to 10000.")
    int files_max() default 64;
}
