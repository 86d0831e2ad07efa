package org.multibusiness.sync.api.doctor;

import java.util.Locale;

/** Causes. The page "My branch does not appear" has a paragraph for each. */
public enum Verdict {
    /** Linked, and data flows. */
    HEALTHY(Gravity.FINE),
    /** Linked, and there is merely nothing to send. */
    IDLE(Gravity.FINE),
    /** Stopped on purpose: it said goodbye. */
    LEFT(Gravity.FINE),
    /** It was heard of a moment ago; the link is being made. */
    CONNECTING(Gravity.FINE),
    /** Nobody else was ever heard of. */
    ALONE(Gravity.WARNING),
    /** Linked, but changes wait for long. */
    BEHIND(Gravity.WARNING),
    /** The host refuses the connection: nothing listens on the port. */
    SERVICE_DEAD(Gravity.FAULT),
    /** The host is alive, shown by other means, and the port does not answer. */
    FIREWALL(Gravity.FAULT),
    /** Nothing at all answers: switched off, unplugged, or in another network. */
    HOST_SILENT(Gravity.FAULT),
    /** Links work, announcements do not arrive. */
    MULTICAST_BLOCKED(Gravity.WARNING),
    /** One direction works, the other does not. */
    ONE_WAY(Gravity.WARNING),
    /** The registration keys differ. */
    WRONG_KEY(Gravity.FAULT),
    /** A VPN's, container's or link-local address is used where others can't reach it. */
    WRONG_INTERFACE(Gravity.FAULT),
    /** The node has another address than the one that was told. */
    ADDRESS_CHANGED(Gravity.WARNING),
    /** The name does not resolve to an address. */
    NAME_UNKNOWN(Gravity.FAULT),
    /** Something else listens on that port. */
    NOT_A_PEER(Gravity.FAULT),
    /** The predecessor's software runs there. */
    PREDECESSOR(Gravity.FAULT),
    /** Two servers use one node id: one is a copy of the other. */
    CLONE(Gravity.FAULT),
    /** The clocks are too far apart. */
    CLOCK_OFF(Gravity.FAULT),
    /** Tables differ, and their changes wait. */
    SCHEMA_INCOMPATIBLE(Gravity.WARNING),
    /** The node was expelled. */
    REVOKED(Gravity.FAULT),
    /** Another program has the port. */
    PORT_TAKEN(Gravity.FAULT),
    /** The database can't be reached. */
    DATABASE_DOWN(Gravity.FAULT),
    /** The database role may not do what is needed. */
    MISSING_GRANT(Gravity.FAULT),
    /** A table is not replicated. */
    TABLE_NOT_REPLICATED(Gravity.WARNING),
    /** The disk is full, or the quota is used up. */
    DISK_QUOTA(Gravity.FAULT),
    /** This node does not run as a whole: a part is missing, or it was paused. */
    NOT_RUNNING(Gravity.FAULT),
    /** None of the above could be shown. */
    UNCLEAR(Gravity.WARNING);

    private final Gravity gravity;

    Verdict(Gravity gravity) {
        this.gravity = gravity;
    }

    /** How bad it is. */
    public Gravity gravity() {
        return gravity;
    }

    /** Whether somebody has to do something. */
    public boolean isAlarm() {
        return gravity != Gravity.FINE;
    }

    /** As people write it, and as the page's headings are named: {@code multicast-blocked}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How bad a cause is. */
    public enum Gravity {
        /** Nothing to mend. */
        FINE,
        /** Sync works in part, or not as well as it could. */
        WARNING,
        /** No sync until it is mended. */
        FAULT
    }
}
