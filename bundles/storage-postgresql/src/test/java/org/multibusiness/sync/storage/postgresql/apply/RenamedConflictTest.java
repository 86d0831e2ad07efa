package org.multibusiness.sync.storage.postgresql.apply;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.storage.InboxDecision;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;

/** A conflict is decided, then one of the two histories gets an origin of its own, and the row meets something again. */
public final class RenamedConflictTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final OriginId A = new OriginId(new NodeId("%016x".formatted(0xa)), 1);
    private static final OriginId B = new OriginId(new NodeId("%016x".formatted(0xb)), 1);
    private static final String IDS = "SELECT conflict_id FROM sync.sync_conflicts WHERE contributions @>"
            + " '[{\"dot\": \"%s\"}, {\"dot\": \"%s\"}]'";

    @Test
    public void whatWasDecidedStaysClosedAndIsOneItemEverywhere() throws Exception {
        Branch a = new Branch(SERVER, 0xa, "CREATE TABLE item (id integer PRIMARY KEY, name text)");
        Branch b = new Branch(SERVER, 0xb, "CREATE TABLE item (id integer PRIMARY KEY, name text)");
        a.at("10:00:00").run("INSERT INTO item VALUES (1, 'common')");
        a.run("INSERT INTO item VALUES (2, 'branch')");
        b.fetch(a);
        a.at("11:00:00").run("UPDATE item SET name = 'A' WHERE id = 2");
        b.at("11:00:01").run("UPDATE item SET name = 'B' WHERE id = 2");
        b.fetch(a);
        String id = only(b.query(IDS.formatted(A + ":3", B + ":1")));
        b.at("11:30:00").decide(new InboxDecision(id, new Dot(A, 3), Map.of(), "ann"));

        org.multibusiness.sync.api.Branch branch = branch(a);
        a.database().log().adopt(Set.of(branch), 0);
        b.database().log().adopt(Set.of(branch), 0);
        a.apply(b.missing(a.number()).subList(0, 1));
        a.at("11:45:00").run("UPDATE item SET name = 'A again' WHERE id = 2");
        for (int round = 0; round < 2; round++) {
            b.fetch(a);
            a.fetch(b);
        }

        assertEquals(a.rows("item"), b.rows("item"));
        for (Branch at : List.of(a, b)) {
            assertEquals(id, only(at.query(IDS.formatted(branch.origin() + ":2", B + ":1"))));
            at.database().run("UPDATE sync.sync_conflicts SET open = true");
            List<String> open = at.query("SELECT conflict_id FROM sync.sync_inbox WHERE open");
            assertTrue(open.toString(), !open.contains(id));
        }
        assertEquals(
                "'A again' met what was decided, at both",
                a.query("SELECT conflict_id FROM sync.sync_inbox WHERE open ORDER BY 1"),
                b.query("SELECT conflict_id FROM sync.sync_inbox WHERE open ORDER BY 1"));
    }

    private static String only(List<String> ids) {
        assertEquals(ids.toString(), 1, ids.size());
        return ids.get(0);
    }

    /** From A's second transaction on. */
    private static org.multibusiness.sync.api.Branch branch(Branch a) throws Exception {
        Dot second = new Dot(A, 2);
        return new org.multibusiness.sync.api.Branch(
                A.node(),
                Objects.requireNonNull(a.database().log().points(Set.of(second)).get(second))
                        .chain());
    }
}
