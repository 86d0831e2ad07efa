package org.multibusiness.sync.api.storage;

/**
 * How much room the synced database takes.
 *
 * @param bytes what it takes on disk, its indexes and our log included; 0 when there is no quota, for then nobody looks
 * @param quota what it may take before received changes wait; 0: as much as it likes
 */
public record DiskUse(long bytes, long quota) {
    /** Whether nothing more is to be received. */
    public boolean isUsedUp() {
        return quota > 0 && bytes >= quota;
    }
}
