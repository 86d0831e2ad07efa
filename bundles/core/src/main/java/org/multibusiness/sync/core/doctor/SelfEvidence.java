package org.multibusiness.sync.core.doctor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.multibusiness.sync.api.doctor.Diagnosis.Subject;
import org.multibusiness.sync.api.network.NetworkTransition;
import org.multibusiness.sync.api.network.Reach;

/**
 * What was found about this node.
 *
 * @param subject who we are
 * @param work how the engine and its database are
 * @param port where links are accepted
 * @param network which address is advertised
 * @param multicast how announcements fare
 * @param peers how many others are known
 */
public record SelfEvidence(Subject subject, Work work, Port port, Network network, Multicast multicast, int peers) {
    /**
     * The engine and its database.
     *
     * @param state as in status: {@code syncing}, {@code paused}, {@code waiting} …; {@code absent} without an engine
     * @param missing kinds of providers that are not there
     * @param database {@code ready}, {@code absent}, {@code unreachable} or {@code refused}, and what is wrong with it
     * @param refusedTables tables that are not synced, with the reason
     * @param alarms what the engine has to say, by topic
     * @param disk what is wrong with the room on disk; empty when nothing is
     */
    public record Work(
            String state,
            List<String> missing,
            Database database,
            Map<String, String> refusedTables,
            Map<String, String> alarms,
            String disk) {
        /** Copies list and maps. */
        public Work {
            missing = List.copyOf(missing);
            refusedTables = Map.copyOf(refusedTables);
            alarms = Map.copyOf(alarms);
        }
    }

    /**
     * The database.
     *
     * @param state as status names it
     * @param problem what is wrong and what to do; empty when nothing is
     */
    public record Database(String state, String problem) {
        boolean isReady() {
            return state.equals("ready");
        }
    }

    /**
     * Where links are accepted.
     *
     * @param number the port that listens, or the one that should
     * @param listening whether it listens
     * @param condition what the transport says
     * @param owner who has the port, when we have not; empty when the system does not tell
     */
    public record Port(int number, boolean listening, String condition, String owner) {}

    /**
     * Which address is advertised.
     *
     * @param address the address
     * @param kind the kind of its interface
     * @param because why, for people
     * @param better an interface that looks better and is not used, for people
     * @param reach how far packets get
     */
    public record Network(String address, String kind, String because, Optional<String> better, Reachability reach) {}

    /**
     * How far packets get from here.
     *
     * @param now the state of this moment
     * @param changes when the host went online, local or offline, the oldest first
     */
    public record Reachability(Reach now, List<NetworkTransition> changes) {
        /** Copies the list. */
        public Reachability {
            changes = List.copyOf(changes);
        }
    }

    /**
     * How announcements fare here.
     *
     * @param installed whether that discovery is there at all
     * @param condition what it says of itself
     * @param deaf whether it can't listen
     * @param own whether our own announcement came back; empty when that is not known
     * @param others how many others are heard by it now
     * @param owner who has its UDP port, when we can't listen; empty when the system does not tell
     * @param refused announcements that were not followed, and why, in words
     */
    public record Multicast(
            boolean installed,
            String condition,
            boolean deaf,
            Optional<Boolean> own,
            int others,
            String owner,
            List<String> refused) {
        /** Copies the list. */
        public Multicast {
            refused = List.copyOf(refused);
        }
    }
}
