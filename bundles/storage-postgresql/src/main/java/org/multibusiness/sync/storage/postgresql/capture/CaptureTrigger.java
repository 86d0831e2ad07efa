package org.multibusiness.sync.storage.postgresql.capture;

import java.util.Locale;
import org.multibusiness.sync.storage.postgresql.sql.Quoted;

/** The triggers that call a capture function. */
enum CaptureTrigger {
    INSERT("AFTER INSERT", "REFERENCING NEW TABLE AS sync_new"),
    UPDATE("AFTER UPDATE", "REFERENCING OLD TABLE AS sync_old NEW TABLE AS sync_new"),
    DELETE("AFTER DELETE", "REFERENCING OLD TABLE AS sync_old"),
    /** Before: afterwards there is nothing left to record. */
    TRUNCATE("BEFORE TRUNCATE", "");

    private final String event;
    private final String tables;

    CaptureTrigger(String event, String tables) {
        this.event = event;
        this.tables = tables;
    }

    String triggerName() {
        return "sync_capture_" + name().toLowerCase(Locale.ROOT);
    }

    /** Whether it stands on this relation: TRUNCATE of a partitioned table fires the triggers of all its partitions. */
    boolean on(Relation relation) {
        return this != TRUNCATE || relation.storesRows();
    }

    String create(Relation relation) {
        return "CREATE TRIGGER " + triggerName() + ' ' + event + " ON " + Quoted.table(relation.name()) + ' ' + tables
                + " FOR EACH STATEMENT EXECUTE FUNCTION sync." + relation.function() + "()";
    }
}
