package org.multibusiness.sync.storage.postgresql.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.storage.postgresql.sql.Quoted;

/**
 * What of capture is in the database.
 *
 * @param bodies the trigger functions' bodies by name
 * @param triggers names of triggers, each as {@code oid/name}
 * @param switchedOff those of them that somebody has disabled
 */
record Installed(Map<String, String> bodies, Set<String> triggers, Set<String> switchedOff) {
    private static final String FUNCTIONS =
            "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'sync'::regnamespace AND proname LIKE 'capture\\_%'";

    private static final String TRIGGERS = """
            SELECT t.tgrelid || '/' || t.tgname AS name, t.tgenabled IN ('D', 'R') AS switched_off
            FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = t.tgfoid
            WHERE p.pronamespace = 'sync'::regnamespace AND NOT t.tgisinternal
            """;

    static Installed read(Connection connection) throws SQLException {
        Map<String, String> bodies = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(FUNCTIONS);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                bodies.put(row.getString("proname"), row.getString("prosrc"));
            }
        }
        Set<String> triggers = new HashSet<>();
        Set<String> switchedOff = new HashSet<>();
        try (PreparedStatement query = connection.prepareStatement(TRIGGERS);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                triggers.add(row.getString("name"));
                if (row.getBoolean("switched_off")) {
                    switchedOff.add(row.getString("name"));
                }
            }
        }
        return new Installed(bodies, triggers, switchedOff);
    }

    boolean has(Relation relation, CaptureTrigger trigger) {
        return triggers.contains(relation.oid() + "/" + trigger.triggerName());
    }

    /** What is to be said about triggers that somebody has disabled; empty when none is. */
    String disabled(Plan plan) {
        for (Relation relation : plan.relations()) {
            if (switchedOff.stream().anyMatch(name -> name.startsWith(relation.oid() + "/"))) {
                return "its capture triggers are disabled: ALTER TABLE " + Quoted.table(relation.name())
                        + " ENABLE TRIGGER ALL; changes made meanwhile are not known to other branches";
            }
        }
        return "";
    }
}
