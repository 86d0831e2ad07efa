package org.multibusiness.sync.api.doctor;

/**
 * A thing to do.
 *
 * @param place at which server
 * @param what in words
 * @param linux the command there on Linux, or in the sync shell; empty when words are all
 * @param windows the same on Windows, in an administrator's PowerShell
 */
public record Remedy(Place place, String what, String linux, String windows) {
    /** Which server. */
    public enum Place {
        /** This one. */
        HERE,
        /** The one that the diagnosis is about. */
        THERE
    }
}
