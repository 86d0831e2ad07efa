package org.multibusiness.sync.storage.postgresql.capture;

import static org.junit.Assert.assertEquals;
import static org.multibusiness.sync.storage.postgresql.TestDatabase.run;

import java.sql.Connection;
import java.util.List;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;
import org.multibusiness.sync.storage.postgresql.TestDatabase;

public final class SettingsTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final String INSERT = "INSERT INTO item VALUES (1, timestamptz '2020-06-01 12:00:00.123456+00',"
            + " timestamp '2020-06-01 12:00:00', date '2020-06-01', interval '1 year 2 days 03:04:05', 0.1::float8,"
            + " 1e-38::float4, decode('00ff', 'hex'), 1234.5::numeric::money, 'pg_class'::regclass, 'integer'::regtype,"
            + " ARRAY[timestamptz '2020-06-01 12:00:00+00'], tstzrange('2020-06-01 12:00:00+00', NULL), point(0.1, 2))";

    private TestDatabase database;

    @Before
    public void prepare() throws Exception {
        database = SERVER.database()
                .with(
                        "CREATE TABLE item (id integer PRIMARY KEY, a timestamptz, b timestamp, c date, d interval, e float8,"
                                + " f float4, g bytea, h money, i regclass, j regtype, k timestamptz[], l tstzrange, m point)");
    }

    @Test
    public void whatTheWritersSessionHasSetDoesNotMatter() throws Exception {
        database.run(INSERT, "DELETE FROM item");
        // As a function, for the driver refuses to go on in a session that has another DateStyle.
        database.run(
                "CREATE FUNCTION odd(statement text) RETURNS void LANGUAGE plpgsql SET \"DateStyle\" = 'German, DMY'"
                        + " SET \"IntervalStyle\" = 'iso_8601' SET standard_conforming_strings = off SET backslash_quote = off"
                        + " AS 'BEGIN EXECUTE statement; END'");
        Connection odd = database.connect();
        run(
                odd,
                "SET \"TimeZone\" = 'Asia/Kolkata'",
                "SET bytea_output = 'escape'",
                "SET extra_float_digits = 0",
                "SET search_path = ''",
                "SET quote_all_identifiers = on",
                "SET transform_null_equals = on",
                "SET plpgsql.variable_conflict = 'error'",
                "SET plpgsql.extra_errors = 'all'",
                "SET plan_cache_mode = force_custom_plan",
                "SET enable_hashjoin = off",
                "SET enable_mergejoin = off",
                "SET xmloption = 'document'",
                "SET row_security = off",
                "SET lc_monetary = 'C.UTF-8'",
                "SET default_transaction_isolation = 'serializable'");
        run(
                odd,
                "SELECT public.odd($$" + INSERT.replace("INTO item", "INTO public.item") + "$$)",
                "SELECT public.odd('UPDATE public.item SET id = 2 WHERE id = 1')",
                "SELECT public.odd('TRUNCATE public.item')");
        database.number();

        List<String> images = database.query(
                "SELECT regexp_replace(coalesce(new_row, old_row), '^.2', '(1') FROM sync.change_log ORDER BY id");
        assertEquals(List.of(images.get(0)), images.stream().distinct().toList());
        assertEquals("insert, delete; insert, deletion and insertion of the moved key, delete", 6, images.size());
        assertEquals(
                "(1,\"2020-06-01 12:00:00.123456+00\",\"2020-06-01 12:00:00\",2020-06-01,\"1 year 2 days 03:04:05\",0.1,1e-38,"
                        + "\"\\\\x00ff\",\"$1,234.50\",pg_class,integer,\"{\"\"2020-06-01 12:00:00+00\"\"}\","
                        + "\"[\"\"2020-06-01 12:00:00+00\"\",)\",\"(0.1,2)\")",
                images.get(0));
    }

    @Test
    public void writersSessionKeepsItsSettings() throws Exception {
        Connection odd = database.connect();
        run(odd, "SET \"TimeZone\" = 'Asia/Kolkata'", "SET search_path = public, pg_temp", INSERT);

        assertEquals(List.of("Asia/Kolkata"), TestDatabase.query(odd, "SHOW \"TimeZone\""));
        assertEquals(List.of("public, pg_temp"), TestDatabase.query(odd, "SHOW search_path"));
    }
}
