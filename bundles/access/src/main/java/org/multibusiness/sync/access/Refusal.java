package org.multibusiness.sync.access;

/** Why a request is not answered, and what to do about it. */
enum Refusal {
    PLAIN_HTTP(
            403,
            "Beyond this machine the console answers over TLS only, so that nobody reads your password on the way. Switch TLS on in"
                    + " etc/org.ops4j.pax.web.cfg, which says how, or open it through an SSH tunnel or a reverse proxy with TLS on this"
                    + " machine."),
    FOREIGN_HOST(
            421,
            "This server answers under its own names only. If you opened it under a name of its own, add this name to allowed.hosts in"
                    + " etc/org.multibusiness.sync.access.cfg."),
    FOREIGN_PAGE(
            403,
            "A page of another site asked for this, with your login. It is refused; if it was you, open the console itself and try"
                    + " again there.");

    private final int status;
    private final String advice;

    Refusal(int status, String advice) {
        this.status = status;
        this.advice = advice;
    }

    int status() {
        return status;
    }

    String advice() {
        return advice;
    }
}
