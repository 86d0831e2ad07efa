package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.List;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;

public final class TypesTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final String[] TYPES = {
        "CREATE SCHEMA own",
        "CREATE TYPE own.mood AS ENUM ('sad', 'so \"so\"', 'happy, very')",
        "CREATE DOMAIN own.plu AS text CHECK (VALUE ~ '^[0-9]+$')",
        "CREATE DOMAIN own.small AS integer[] CHECK (cardinality(VALUE) < 5)",
        "CREATE TYPE own.money_with_currency AS (amount numeric, currency char(3), note text)"
    };

    private static final String ELSEWHERE = """
            CREATE FUNCTION own.elsewhere(statement text) RETURNS void LANGUAGE plpgsql
            SET "DateStyle" = 'SQL, DMY' SET "TimeZone" = 'Asia/Kolkata' SET "IntervalStyle" = 'sql_standard'
            SET extra_float_digits = -10 SET bytea_output = 'escape' SET search_path = own, public SET xmloption = 'document'
            AS $$ BEGIN EXECUTE statement; END $$
            """;

    /** Type, and values of it. */
    private static final String[][] VALUES = {
        {"smallint", "-32768", "32767"},
        {"bigint", "-9223372036854775808", "9223372036854775807"},
        {"real", "'NaN'", "'-0'", "'Infinity'", "'-Infinity'", "1e-38", "3.4028235e38", "0.1"},
        {"double precision", "'NaN'", "'-0'", "'Infinity'", "1e-307", "0.1", "2.2250738585072014e-308"},
        {"numeric", "'NaN'", "'Infinity'", "1e500", "-0.000000000000000000000000000001", "1.00"},
        {"numeric(12,2)", "1234567890.12", "0"},
        {"money", "'1234.56'", "'-0.01'"},
        {"boolean", "true", "false"},
        {
            "text",
            "''",
            "' '",
            "'a\"b\\c''d(e),f'",
            "E'line\\nbreak\\ttab'",
            "'žluťoučký 🐎'",
            "'NULL'",
            "repeat('x', 100000)"
        },
        {"varchar(10)", "'abc  '", "''"},
        {"char(5)", "'ab'", "''"},
        {"\"char\"", "'x'", "''"},
        {"name", "'camelCase'"},
        {"bytea", "''", "'\\x00ff5c22'", "decode(repeat('00ff', 50000), 'hex')"},
        {"date", "'4713-01-01 BC'", "'infinity'", "'-infinity'", "'5874897-12-31'", "'2026-02-03'"},
        {"timestamp", "'0044-03-15 12:00:00 BC'", "'infinity'", "'2026-02-03 04:05:06.123456'"},
        {"timestamptz", "'0044-03-15 12:00:00 BC'", "'-infinity'", "'2026-07-03 04:05:06.123456+05:30'"},
        {"timestamptz(3)", "'2026-07-03 04:05:06.1239+05:30'"},
        {"time", "'24:00:00'", "'00:00:00.000001'"},
        {"timetz", "'12:00:00-15:59'"},
        {"interval", "'-1 year 2 days -03:04:05.678'", "'178000000 years'", "'0'"},
        {"interval day to second", "'3 4:05:06'"},
        {"uuid", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"},
        {"json", "'{\"b\" : 1,  \"a\":[1, null]}'"},
        {"jsonb", "'{\"b\": 1.50, \"a\": \"\\\\u00e9\"}'", "'null'", "'\"x\"'"},
        {"xml", "'<a b=\"c\">d &amp; e</a>'", "'text<b/>more'"},
        {"bit(5)", "B'10110'"},
        {"bit varying(8)", "B''", "B'101'"},
        {"inet", "'::1'", "'10.1.2.3/8'"},
        {"cidr", "'10.0.0.0/8'"},
        {"macaddr", "'08:00:2b:01:02:03'"},
        {"point", "'(1.5,-2)'"},
        {"box", "'((1,2),(3,4))'"},
        {"path", "'[(0,0),(1,1)]'"},
        {"circle", "'<(1,2),3>'"},
        {"int4range", "'[1,5)'", "'empty'", "'(,)'"},
        {"tstzrange", "'[2026-01-01 00:00+02,)'"},
        {"nummultirange", "'{[1,2),[3,4)}'"},
        {"tsvector", "'''a b'':1A c:2'"},
        {"pg_lsn", "'16/B374D848'"},
        {"integer[]", "'{}'", "'{1,NULL,3}'", "'[0:1]={1,2}'", "'{{1,2},{3,4}}'"},
        {"text[]", "ARRAY['a,b', 'c\"d', 'e\\f', '', 'NULL', NULL, '{}']"},
        {"box[]", "ARRAY['((1,2),(3,4))'::box, '((0,0),(1,1))'::box]"},
        {"own.mood", "'so \"so\"'", "'happy, very'"},
        {"own.mood[]", "ARRAY['sad', 'happy, very']::own.mood[]"},
        {"own.plu", "'0123'"},
        {"own.small", "'{1,2}'"},
        {"own.money_with_currency", "ROW(1.10, 'EUR', 'a \"b\", (c) \\d')", "ROW(NULL, NULL, '')"},
        {"own.money_with_currency[]", "ARRAY[ROW(1, 'EUR', 'x,y')::own.money_with_currency]"},
        {"regclass", "'pg_class'::regclass", "'own.target'::regclass"},
    };

    @Test
    public void everyTypeArrivesExactlyWhateverTheWritersSettings() throws Exception {
        Branch a = new Branch(SERVER, 0xa, tables());
        Branch b = new Branch(SERVER, 0xb, tables());
        for (int i = 0; i < VALUES.length; i++) {
            for (int v = 1; v < VALUES[i].length; v++) {
                a.database().run("INSERT INTO t" + i + " VALUES (" + v + ", " + VALUES[i][v] + ")");
            }
            elsewhere(a, "UPDATE public.t" + i + " SET id = id + 100");
            elsewhere(a, "INSERT INTO public.t" + i + " SELECT id + 100, v FROM public.t" + i);
            elsewhere(a, "DELETE FROM public.t" + i + " WHERE id = 201");
            elsewhere(a, "UPDATE public.t" + i + " SET v = NULL WHERE id = 202");
        }

        ApplyOutcome outcome = b.fetch(a);

        assertThat(b.query("SELECT reason FROM sync.sync_held"), is(List.of()));
        assertThat(outcome.held(), is(0));
        for (int i = 0; i < VALUES.length; i++) {
            assertThat(VALUES[i][0], b.rows("t" + i), is(a.rows("t" + i)));
        }
    }

    /** As a user with other habits; the driver itself insists on ISO dates. */
    private static void elsewhere(Branch branch, String statement) throws Exception {
        branch.database().run("SELECT own.elsewhere('" + statement + "')");
    }

    private static String[] tables() {
        List<String> tables = new ArrayList<>(List.of(TYPES));
        tables.add(ELSEWHERE);
        tables.add("CREATE TABLE own.target (id integer PRIMARY KEY)");
        for (int i = 0; i < VALUES.length; i++) {
            tables.add("CREATE TABLE t" + i + " (id integer PRIMARY KEY, v " + VALUES[i][0] + ")");
        }
        return tables.toArray(String[]::new);
    }
}
