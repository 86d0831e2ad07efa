package org.multibusiness.sync.discovery.multicast;

/** Why a datagram was not followed. */
enum Refusal {
    /** No JSON at all: on port 5353 that is mDNS traffic, nothing to report. */
    FOREIGN("foreign"),
    TOO_LONG("too long"),
    MALFORMED("malformed"),
    OTHER_SERVICE("of another service"),
    TOO_MANY("too many from one address"),
    OVERLOAD("too many at once"),
    WRONG_KEY("with another registration key"),
    /** Names a peer that is known to be authentic, without its proof. */
    FORGED("forged"),
    REPLAYED("replayed"),
    TABLE_FULL("beyond the most peers"),
    /** Our own node id with a valid seal, from another start: a copied server. */
    CLONE("from a copy of this node");

    private final String words;

    Refusal(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
