package org.multibusiness.sync.api.audit;

import java.time.Duration;

/** What can be recorded. The names stand in the files: rename nothing. */
public enum AuditKind {
    /** The record begins: with the service, or with the bundle that keeps it. */
    STARTED,
    /** The record ends orderly. One that was started without an end before it: the service was killed, or the power failed. */
    STOPPED,
    /** The record did not fit its seal when it was opened. */
    AUDIT_DAMAGED,
    /** Events could not be recorded, with their number. */
    AUDIT_LOST,
    /** The oldest file of the record was removed, as configured. */
    AUDIT_PRUNED,
    /** A node was seen for the first time and proved to know the registration key. Subject: its id. */
    PEER_ENROLLED,
    /** A connection of another server was turned away. Subject: its address. */
    PEER_REJECTED(Duration.ofMinutes(1)),
    /** A user name was locked after wrong passwords. Subject: the name. */
    LOCKED_OUT,
    /** A request to the web server was refused. Subject: the address. */
    REQUEST_REFUSED(Duration.ofMinutes(1)),
    /** A person or program logged in by password, or over SSH by key; by: the name. The console sends the password with every page. */
    LOGGED_IN(Duration.ofHours(1)),
    /** A configuration was changed. Subject: its name; which keys, never values. */
    CONFIGURATION_CHANGED,
    /** Who may log in, or with which roles, was changed. Subject: the name, or the group's; roles, never passwords. */
    USER_CHANGED,
    /** The registration key was changed or rotated, here or, as another node told, elsewhere. */
    KEY_CHANGED,
    /** A node was revoked, here or, as another node told, elsewhere. Subject: its id. */
    NODE_REVOKED,
    /** The registration key was handed out by a pairing code, or fetched by one. Subject: the other node. */
    PAIRED,
    /** A pairing was tried and failed. Subject: the address. */
    PAIRING_FAILED(Duration.ofMinutes(1)),
    /** A conflict was decided. Subject: its id. */
    CONFLICT_DECIDED,
    /** A peer was added by hand. Subject: its address. */
    PEER_ADDED,
    /** A peer that was added by hand was removed. Subject: its address. */
    PEER_REMOVED,
    /** Sending and applying was stopped. */
    PAUSED,
    /** Sending and applying goes on. */
    RESUMED,
    /** A full sync began, ended or was cancelled. Subject: the other node. */
    FULL_SYNC;

    private final Duration window;

    AuditKind() {
        this(Duration.ZERO);
    }

    AuditKind(Duration window) {
        this.window = window;
    }

    /** Events of this kind that are equal within so long are counted instead of recorded one by one; zero: each is recorded. */
    public Duration window() {
        return window;
    }
}
