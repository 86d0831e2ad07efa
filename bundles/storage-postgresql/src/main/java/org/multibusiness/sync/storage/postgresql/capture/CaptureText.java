package org.multibusiness.sync.storage.postgresql.capture;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.storage.postgresql.sql.KeyText;
import org.multibusiness.sync.storage.postgresql.sql.Quoted;
import org.multibusiness.sync.storage.postgresql.sql.Statements;

/**
 * Writes the SQL that records a table's rows. Everything in it means the same under whatever settings the writer's session
 * has; so there is no backslash in it outside an {@code E''} string.
 */
final class CaptureText {
    private static final String FUNCTION = Statements.read(CaptureText.class, "capture-function.sql");
    private static final String TRUNCATE = Statements.read(CaptureText.class, "capture-truncate.sql");
    /** Where the trigger puts the table's name, looked up when it fires. */
    private static final String RELATION = "{relation}";

    private static final String BASELINE = Statements.read(CaptureText.class, "baseline.sql");

    /** A piece of a baseline travels as one transaction: it must fit a message and a small heap. */
    private static final int PIECE_ROWS = 1000;

    private static final int PIECE_BYTES = 4 << 20;

    /** On disk, where a value may take a hundredth of its size. */
    private static final int LARGE = 4_000_000;

    /** Types whose values are never large; also of a text that is limited to some thousand characters. */
    private static final Pattern SMALL =
            Pattern.compile("smallint|integer|bigint|real|double precision|boolean|uuid|date|money"
                    + "|numeric.*|(time|timestamp|interval)[a-z0-9() ]*|(character varying|character)\\(\\d{1,5}\\)");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-zA-Z]+)}");

    /** Types whose cast to text is their output function; concat() calls that of any other type. */
    private static final Pattern PLAIN = Pattern.compile(
            "(text|character varying|smallint|integer|bigint|uuid|date|numeric|timestamp)( with.*)?(\\(.*)?");

    /** Types whose text has neither comma nor backslash. */
    private static final Set<String> NUMBERS = Set.of("smallint", "integer", "bigint", "uuid", "date", "boolean");

    private final Map<String, String> values = new HashMap<>();

    /**
     * The texts for a table or one of its partitions.
     *
     * @param relation the table whose rows are recorded
     * @param tableId its number in the log; a partition has its root's
     * @param layoutId the layout's number
     */
    CaptureText(Relation relation, int tableId, int layoutId) {
        String definition = "sync.table_definition(" + relation.oid() + ")";
        values.put("table", Quoted.table(relation.name()));
        values.put("tableId", Integer.toString(tableId));
        values.put("layout", Integer.toString(layoutId));
        values.put("definition", definition);
        values.put("altered", definition + " IS DISTINCT FROM " + Quoted.literal(relation.definition()));
        values.put("absent", absent(relation.layout()));
        values.put("key", key(relation.layout()));
        values.put("size", size(relation.layout()));
        values.put("oldImage", image("sync_old", relation.layout()));
        values.put("newImage", image("sync_new", relation.layout()));
        values.put("rows", Integer.toString(PIECE_ROWS));
        values.put("bytes", Integer.toString(PIECE_BYTES));
        int relationName = TRUNCATE.indexOf(RELATION);
        values.put("truncateHead", Quoted.literal(fill(TRUNCATE.substring(0, relationName))));
        values.put("truncateTail", Quoted.literal(fill(TRUNCATE.substring(relationName + RELATION.length()))));
    }

    /** The body of the trigger function. */
    String function() {
        return fill(FUNCTION);
    }

    /** The statement that records what the table holds. */
    String baseline() {
        return fill(BASELINE);
    }

    /** In one pass: what is filled in is not looked at again. */
    private String fill(String template) {
        return PLACEHOLDER.matcher(template).replaceAll(found -> Matcher.quoteReplacement(values.get(found.group(1))));
    }

    private static String absent(TableLayout layout) {
        return Stream.concat(KeyText.columns(layout).stream(), large(layout).stream())
                .distinct()
                .map(name -> "NULL::text AS " + Quoted.identifier(name))
                .collect(Collectors.joining(", ", "(SELECT ", ") AS absent"));
    }

    /** The text of a row. One that may be too much for PostgreSQL is tried where a failure does no harm. */
    private static String image(String row, TableLayout layout) {
        return large(layout).isEmpty()
                ? "(" + row + ".*)::text"
                : "CASE WHEN k.size < " + LARGE + " THEN (" + row + ".*)::text ELSE sync.large_image(" + row
                        + ".*) END";
    }

    /** The bytes that a row's large values take on disk, perhaps compressed. Takes values of any type, also of a new one. */
    private static String size(TableLayout layout) {
        return large(layout).stream()
                .map(name -> "coalesce(pg_column_size(" + Quoted.identifier(name) + "), 0)")
                .reduce("0", (a, b) -> a + " + " + b);
    }

    private static List<String> large(TableLayout layout) {
        return layout.columns().stream()
                .filter(column -> !SMALL.matcher(column.type()).matches())
                .map(ColumnLayout::name)
                .toList();
    }

    /** What {@link KeyText} writes, in SQL. */
    private static String key(TableLayout layout) {
        List<String> names = KeyText.columns(layout);
        if (names.size() == 1) {
            return value(layout, names.get(0));
        }
        return names.stream()
                .map(name -> NUMBERS.contains(type(layout, name))
                        ? value(layout, name)
                        : "replace(replace(" + value(layout, name)
                                + ", chr(92), chr(92) || chr(92)), ',', chr(92) || ',')")
                .collect(Collectors.joining(" || ',' || "));
    }

    private static String value(TableLayout layout, String name) {
        String quoted = Quoted.identifier(name);
        String text = PLAIN.matcher(type(layout, name)).matches() ? quoted + "::text" : "concat(" + quoted + ")";
        // By bytes: some collations refuse replace(), and two of them side by side refuse to be compared.
        return '(' + text + " COLLATE \"C\")";
    }

    private static String type(TableLayout layout, String name) {
        return layout.columns().get(layout.indexOf(name)).type();
    }
}
