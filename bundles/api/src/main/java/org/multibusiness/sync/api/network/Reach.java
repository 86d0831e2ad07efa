package org.multibusiness.sync.api.network;

/**
 * How far this host's packets get, by the routes that its system has. Nothing is sent to find that out, to nobody.
 *
 * @param state in a word
 * @param words for the operator: the default route, or what is missing
 */
public record Reach(State state, String words) {
    /** From nowhere to anywhere. */
    public enum State {
        /** No network card is up with an address. */
        OFFLINE,
        /** Hosts of the same network only: there is no default route. A shop without internet works like that. */
        LOCAL,
        /** There is a default route; whether what lies behind it answers, only talking to it shows. */
        ONLINE
    }
}
