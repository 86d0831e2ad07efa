package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.storage.postgresql.sql.Quoted;

/** Some columns of given rows as a relation in a statement: arrays of texts, cast to the columns' types by the server. */
final class ValueSource {
    private final TableLayout layout;
    private final List<Integer> positions;

    /** The columns of these names, which the layout has. */
    ValueSource(TableLayout layout, List<String> columns) {
        this.layout = layout;
        this.positions = columns.stream().map(layout::indexOf).toList();
    }

    /** {@code (SELECT …)} with a column {@code place}, from 1, and columns {@code v1}, {@code v2} …; n + 1 parameters. */
    String sql() {
        String casts = IntStream.range(0, positions.size())
                .mapToObj(i -> "a.v" + (i + 1) + "::"
                        + layout.columns().get(positions.get(i)).type() + " AS v" + (i + 1))
                .collect(Collectors.joining(", "));
        String names = IntStream.rangeClosed(1, positions.size())
                .mapToObj(i -> "v" + i)
                .collect(Collectors.joining(", "));
        return "(SELECT a.place, " + casts + " FROM unnest(" + "?::text[], ".repeat(positions.size())
                + "?::bigint[]) AS a (" + names + ", place))";
    }

    /** Sets the parameters from this index on; answers the next one. */
    int give(PreparedStatement statement, int from, List<RowImage> rows) throws SQLException {
        int index = from;
        for (int position : positions) {
            TextArrays.text(statement, index++, rows, row -> row.value(position));
        }
        List<Integer> places = new ArrayList<>();
        IntStream.rangeClosed(1, rows.size()).forEach(places::add);
        TextArrays.numbers(statement, index++, places, Integer::longValue);
        return index;
    }

    /** {@code other.column = source.v1 AND …}. */
    static String match(String source, String other, List<String> columns, String operator) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> other + "." + Quoted.identifier(columns.get(i)) + " " + operator + " " + source + ".v"
                        + (i + 1))
                .collect(Collectors.joining(" AND "));
    }

    /** {@code one.v1 = other.v1 AND …}. */
    static String equal(String one, String other, int columns, String operator) {
        return IntStream.rangeClosed(1, columns)
                .mapToObj(i -> one + ".v" + i + " " + operator + " " + other + ".v" + i)
                .collect(Collectors.joining(" AND "));
    }
}
