package org.multibusiness.sync.storage.postgresql.capture;

import static org.junit.Assert.assertEquals;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;
import org.multibusiness.sync.storage.postgresql.TestDatabase;
import org.multibusiness.sync.storage.postgresql.sql.RecordText;

/** Every value comes out of the log exactly as it went in. */
public final class TypesTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final String[] VALUES = {
        "'NaN'::numeric",
        "'Infinity'::numeric",
        "repeat('9', 20000)::numeric",
        "1e-1000::numeric",
        "-0.00::numeric(9,2)",
        "'-0'::float8",
        "'Infinity'::float8",
        "'-Infinity'::float4",
        "'NaN'::float4",
        "1e-38::float4",
        "5e-324::float8",
        "1.7976931348623157e308::float8",
        "0.1::float8",
        "123456.789::float4",
        "(-32768)::smallint",
        "(-9223372036854775808)::bigint",
        "true",
        "'$12.34'::money",
        "''::text",
        "'NULL'::text",
        "'null'::varchar(9)",
        "'ab'::char(5)",
        "' '::char(3)",
        "E'\\t\\n\\r\\\\ \"''(),{}'::text",
        "'üñí 漢字 😀 \u0085\u00a0'::text",
        "repeat('x\"\\,', 100000)::text",
        "'n'::\"char\"",
        "'a name'::name",
        "'\\x'::bytea",
        "'\\x00ff5c22'::bytea",
        "decode(repeat('00ff', 500000), 'hex')",
        "'0044-03-15 BC'::date",
        "'infinity'::date",
        "'5874897-12-31'::date",
        "'infinity'::timestamptz",
        "'-infinity'::timestamp",
        "'4714-11-24 00:00:00+00 BC'::timestamptz",
        "'294276-12-31 23:59:59.999999'::timestamp",
        "'2020-02-30'::date - 0".replace("30", "29"),
        "'2020-06-01 12:00:00.000001+05:30'::timestamptz",
        "'24:00:00'::time",
        "'23:59:59.999999-15:59'::timetz",
        "'-1 year -2 mons +3 days -04:05:06.789'::interval",
        "'178000000 years'::interval",
        "'infinity'::interval",
        "gen_random_uuid()",
        "'{\"a\": [1, null, \"\\\"\"]}'::json",
        "'{\"b\":1.00, \"a\":\"\\u00e9\"}'::jsonb",
        "'  {\"k\" :1}'::json",
        "'<a b=\"c\">d &amp; e</a>'::xml",
        "'10.1.2.3/24'::inet",
        "'10.1.2.0/24'::cidr",
        "'::1'::inet",
        "'08:00:2b:01:02:03'::macaddr",
        "'08:00:2b:01:02:03:04:05'::macaddr8",
        "B'10101'",
        "'101'::bit varying(9)",
        "point(1.5, -0.1)",
        "'((0,0),(1,1))'::box",
        "'{1,2,3}'::line",
        "'[(0,0),(1,1.1)]'::path",
        "'<(0,0),5>'::circle",
        "'((0,0),(1,1),(2,0))'::polygon",
        "'[(0,0),(1,1)]'::lseg",
        "int4range(1, 5)",
        "'empty'::numrange",
        "'(,]'::daterange",
        "tstzrange(now(), NULL, '()')",
        "int4multirange(int4range(1, 3), int4range(5, 9))",
        "ARRAY[1, NULL, 3]",
        "ARRAY['a,b', NULL, 'NULL', '', '\"', '\\']::text[]",
        "ARRAY[[1, 2], [3, 4]]",
        "'[2:3]={7,8}'::int[]",
        "ARRAY[]::text[]",
        "ARRAY['\\x00'::bytea, NULL]",
        "'a:B & b:*'::tsquery",
        "to_tsvector('simple', 'the \"quick\" fox''s')",
        "'$.a[*] ? (@ > 1)'::jsonpath",
        "'sad'::public.mood",
        "ARRAY['sad, \"very\"', 'glad']::public.mood[]",
        "ROW(1, 'x,y', NULL, ROW(true, ARRAY['q\"']))::public.outerpart",
        "ARRAY[ROW(2, '', '2020-01-01', NULL)::public.outerpart]",
        "'x@y'::public.email",
        "ARRAY['p@q']::public.email[]",
        "public.span(1.5, 2.5)",
        "'16/B374D848'::pg_lsn",
        "'pg_class'::regclass",
        "'numeric(5,2)'::regtype",
        "'10:20:10,14'::pg_snapshot",
        "'(1,2)'::tid",
        "NULL::text",
        "NULL::public.outerpart"
    };

    @Test
    public void everyValueSurvives() throws Exception {
        TestDatabase database = SERVER.database();
        database.run(
                "CREATE TYPE public.mood AS ENUM ('sad', 'glad', 'sad, \"very\"')",
                "CREATE TYPE public.innerpart AS (flag boolean, tags text[])",
                "CREATE TYPE public.outerpart AS (id integer, label text, day date, part public.innerpart)",
                "CREATE DOMAIN public.email AS text CHECK (VALUE LIKE '%@%')",
                "CREATE TYPE public.span AS RANGE (subtype = float8)");
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < VALUES.length; i++) {
            columns.add(VALUES[i] + " AS c" + i);
        }
        database.run(
                "CREATE TABLE item AS SELECT 1 AS id, " + String.join(", ", columns),
                "ALTER TABLE item ADD PRIMARY KEY (id)",
                "CREATE TABLE other (LIKE item)");
        database.with();
        RowImage inserted = single(database.changes("INSERT INTO item SELECT 2, " + columns() + " FROM item"));
        RowImage updated = single(database.changes("UPDATE item SET c18 = 'z' WHERE id = 2"));

        assertEquals(VALUES.length + 1, inserted.values().size());
        assertEquals("z", updated.value(19));
        assertEquals(
                inserted.values().subList(20, VALUES.length + 1),
                updated.values().subList(20, VALUES.length + 1));
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO other SELECT (?::text::other).*")) {
            insert.setString(1, RecordText.format(inserted.values()));
            insert.executeUpdate();
        }
        database.run("UPDATE item SET c18 = '' WHERE id = 2");
        assertEquals(
                database.query("SELECT encode(record_send(t.*), 'hex') FROM item AS t WHERE id = 2"),
                database.query("SELECT encode(record_send(t.*), 'hex') FROM other AS t"));
    }

    @Test
    public void rowOfAHundredMegabytesSurvives() throws Exception {
        TestDatabase database =
                SERVER.database().with("CREATE TABLE item (id integer PRIMARY KEY, photo bytea, note text)");
        database.run("INSERT INTO item SELECT 1, decode(repeat('00ff5c', 10000000), 'hex'), 'n'");
        database.number();

        assertEquals(
                database.query("SELECT md5(photo::text) || length(photo::text) || note FROM item"),
                database.query("SELECT md5(v) || length(v) || 'n' FROM sync.change_log,"
                        + " sync.expanded('\\' || substring(new_row from 'large:[0-9a-f]+:[0-9]+')) AS v"
                        + " WHERE new_row LIKE '(1,%,n)'"));
    }

    @Test
    public void rowThatIsTooLargeIsMarkedAndTheStatementGoesOn() throws Exception {
        TestDatabase database = SERVER.database().with("CREATE TABLE item (id integer PRIMARY KEY, photo bytea)");
        database.run(
                "ALTER TABLE item ALTER COLUMN photo SET STORAGE EXTERNAL",
                "INSERT INTO item SELECT 1, decode(repeat('00ff5c', 2000000), 'hex')");
        assertEquals(
                1, database.changes("UPDATE item SET photo = photo || '\\x00'").size());

        // More than 1 GB is too much for a test: this is what happens then.
        database.run(
                "CREATE OR REPLACE FUNCTION sync.large_image(image anyelement) RETURNS text LANGUAGE sql AS 'SELECT NULL'");
        List<RowChange> changes = database.changes(
                "UPDATE item SET id = 2", "INSERT INTO item VALUES (3, '\\x00')", "DELETE FROM item WHERE id = 2");

        assertEquals(
                List.of("3"),
                changes.stream().map(change -> change.key().text()).toList());
        assertEquals(
                List.of("2 the row's text would be larger than 1 GB", "2 the row's text would be larger than 1 GB"),
                database.query("SELECT row_key || ' ' || reason FROM sync.sync_held ORDER BY id"));
    }

    @Test
    public void generatedColumnsAreMarkedInTheLayout() throws Exception {
        TestDatabase database = SERVER.database()
                .with(
                        "CREATE TABLE item (id integer PRIMARY KEY, a integer, b integer GENERATED ALWAYS AS (a * 2) STORED)");
        List<RowChange> changes = database.changes("INSERT INTO item VALUES (1, 2)");

        assertEquals(
                List.of(false, false, true),
                changes.get(0).layout().columns().stream()
                        .map(c -> c.generated())
                        .toList());
        assertEquals(
                List.of("1", "2", "4"),
                Objects.requireNonNull(changes.get(0).after()).values());
    }

    private static String columns() {
        return IntStream.range(0, VALUES.length).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
    }

    private static RowImage single(List<RowChange> changes) {
        assertEquals(1, changes.size());
        return Objects.requireNonNull(changes.get(0).after());
    }
}
