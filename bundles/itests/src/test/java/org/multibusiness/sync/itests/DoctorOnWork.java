package org.multibusiness.sync.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runners.MethodSorters;
import org.multibusiness.sync.demo.Branch;

/** Of {@link DoctorIT}: nothing is wrong, or something with the branch's own work: its engine, tables, database, disk. */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class DoctorOnWork {
    @ClassRule
    public static final Ward WARD = Ward.SHARED;

    private Branch a;
    private Branch b;

    @Before
    public void name() {
        a = WARD.west();
        b = WARD.east();
    }

    @Test
    public void t00WhoNeverHeardOfAnyoneIsAlone() {
        Consultation.at(WARD.depot())
                .await(
                        Ward.START,
                        "nobody else",
                        "it looks into a domain's records only, and there is no name server yet",
                        Set.of("ALONE"),
                        "CERTAIN");
    }

    @Test
    public void t01NoFalseAlarmWhenNothingChanges() {
        awaitWell("two branches on one wire, nothing to send", "IDLE");
    }

    @Test
    public void t02ATableThatDiffersIsNamed() throws Exception {
        for (Branch at : List.of(a, b, WARD.depot())) {
            WARD.sql(at, "CREATE TABLE public.article (id integer PRIMARY KEY, name text)");
        }
        WARD.sql(a, "ALTER TABLE public.article ADD COLUMN price numeric");

        JsonNode found = Consultation.at(a)
                .await(Ward.PATIENCE, "tables differ", "ALTER TABLE at one branch only", Set.of("SCHEMA_INCOMPATIBLE"));
        assertTrue(
                found.toString(),
                Consultation.words(found, "SCHEMA_INCOMPATIBLE").contains("article"));

        WARD.sql(b, "ALTER TABLE public.article ADD COLUMN price numeric");
        WARD.sql(WARD.depot(), "ALTER TABLE public.article ADD COLUMN price numeric");
        Consultation.at(a).awaitOver(Ward.PATIENCE, "the same migration at both");
    }

    @Test
    public void t03NoFalseAlarmWhenSomethingChanges() throws Exception {
        for (Branch at : List.of(a, b)) {
            Awaitility.await()
                    .atMost(Ward.PATIENCE)
                    .until(() -> at.log().contains("Capture is installed on public.article"));
        }
        WARD.sql(a, "INSERT INTO public.article VALUES (1, 'tea')");
        WARD.sql(b, "INSERT INTO public.article VALUES (2, 'coffee')");
        awaitWell("a change at both, a moment ago", "HEALTHY");
    }

    @Test
    public void t10ANameOfNobodyAndAPausedNodeAreNamed() throws Exception {
        JsonNode unknown = Consultation.at(a)
                .about("nobody.invalid")
                .awaitOfPeer(Ward.PATIENCE, "no such name", "sync:doctor nobody.invalid", Set.of("NAME_UNKNOWN"));
        assertTrue(
                unknown.toString(), Consultation.words(unknown, "NAME_UNKNOWN").contains("nobody.invalid"));
        a.shell("sync:pause");
        try {
            Consultation.at(a).await(Ward.PATIENCE, "paused", "sync:pause", Set.of("NOT_RUNNING"), "CERTAIN");
        } finally {
            a.shell("sync:resume");
        }
    }

    @Test
    public void t11ATableWithoutAKeyIsNamed() throws Exception {
        WARD.sql(a, "CREATE TABLE public.keyless (word text)");
        JsonNode found = Consultation.at(a)
                .await(
                        Ward.PATIENCE,
                        "table not replicated",
                        "CREATE TABLE without a key",
                        Set.of("TABLE_NOT_REPLICATED"),
                        "CERTAIN");
        assertTrue(
                found.toString(),
                Consultation.words(found, "TABLE_NOT_REPLICATED").contains("keyless"));

        WARD.sql(a, "DROP TABLE public.keyless");
        Consultation.at(a).awaitOver(Ward.PATIENCE, "the table is gone");
    }

    @Test
    public void t20ADatabaseThatLetsNobodyInIsNamed() throws Exception {
        String name = a.databaseUrl().substring(a.databaseUrl().lastIndexOf('/') + 1);
        WARD.superuser(
                a,
                "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
        JsonNode found = Consultation.at(a)
                .await(
                        Ward.PATIENCE,
                        "database down",
                        "ALTER DATABASE ... ALLOW_CONNECTIONS false",
                        Set.of("DATABASE_DOWN"),
                        "CERTAIN");
        assertEquals(1, found.get("exit").asInt());

        WARD.superuser(a, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
        Consultation.at(a).awaitOver(Ward.PATIENCE, "connections are allowed");
    }

    @Test
    public void t30APrivilegeThatIsMissingIsNamedThereAndWhatWaitsForItByWhoSendsIt() throws Exception {
        WARD.superuser(b, "REVOKE SET ON PARAMETER session_replication_role FROM sync");
        WARD.sql(
                a,
                "INSERT INTO public.article SELECT i, 'article ' || i FROM generate_series(100, 5000) i",
                "INSERT INTO public.article VALUES (3, 'sugar')",
                "UPDATE public.article SET name = 'green tea' WHERE id = 1");

        JsonNode there = Consultation.at(b)
                .await(
                        Ward.PATIENCE,
                        "grant missing",
                        "REVOKE SET ON PARAMETER session_replication_role at east",
                        Set.of("MISSING_GRANT"),
                        "CERTAIN");
        JsonNode here = Consultation.at(a)
                .await(Ward.PATIENCE, "behind", "east applies nothing, and west has sold", Set.of("BEHIND"));

        String grant = Consultation.words(there, "MISSING_GRANT");
        assertTrue(grant, grant.contains("GRANT SET ON PARAMETER session_replication_role TO \"sync\""));
        String behind = Consultation.words(here, "BEHIND");
        assertTrue(behind, behind.contains("3 transactions wait here"));
        WARD.superuser(b, "GRANT SET ON PARAMETER session_replication_role TO sync");
        Consultation.at(a).awaitOver(Ward.PATIENCE, "the GRANT that the doctor printed");
    }

    @Test
    public void t31AUsedUpQuotaIsNamed() throws Exception {
        Ward.configure(b, "storage.postgresql", "disk.quota", "1MB");

        JsonNode found = Consultation.at(b)
                .await(
                        Ward.PATIENCE,
                        "quota used up",
                        "disk.quota = 1MB (SYNC_DISK_QUOTA)",
                        Set.of("DISK_QUOTA"),
                        "CERTAIN");
        String words = Consultation.words(found, "DISK_QUOTA");
        assertTrue(words, words.contains("disk.quota allows 1 MB"));

        Ward.configure(b, "storage.postgresql", "disk.quota", "none");
        Consultation.at(b).awaitOver(Ward.PATIENCE, "no quota any more");
    }

    private void awaitWell(String story, String verdict) {
        for (Branch at : List.of(a, b)) {
            JsonNode answer = Consultation.at(at).awaitOfPeer(Ward.START, "nothing", story, Set.of(verdict));
            assertTrue(answer.toString(), answer.get("healthy").asBoolean());
            assertEquals(answer.toString(), 0, answer.get("exit").asInt());
        }
    }
}
