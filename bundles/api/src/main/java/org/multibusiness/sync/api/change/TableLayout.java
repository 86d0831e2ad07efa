package org.multibusiness.sync.api.change;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The columns that a row image's values stand for, in order.
 *
 * @param table whose rows these are
 * @param columns in the order of the images' values; at least one of them is part of the key
 */
public record TableLayout(TableName table, List<ColumnLayout> columns) {
    /** Copies the columns; throws {@link IllegalArgumentException} when there is no key column. */
    public TableLayout {
        columns = List.copyOf(columns);
        if (columns.stream().noneMatch(ColumnLayout::key)) {
            throw new IllegalArgumentException(table + " has no primary key");
        }
    }

    /** The key columns, in layout order. */
    public List<ColumnLayout> keyColumns() {
        return columns.stream().filter(ColumnLayout::key).toList();
    }

    /** The position of a column by name, or -1. */
    public int indexOf(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * 32 hex digits that are equal for two layouts iff rows can flow between them: same table, same replicated columns with
     * the same types and the same key. The order of the columns does not matter; generated columns do not count.
     */
    public String fingerprint() {
        String canonical = columns.stream()
                .filter(column -> !column.generated())
                .sorted(Comparator.comparing(ColumnLayout::name))
                .map(column -> column.name() + '\u0000' + column.type() + '\u0000' + column.key())
                .collect(Collectors.joining("\u0001", table.schema() + '\u0000' + table.name() + '\u0001', ""));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
