package org.multibusiness.sync.storage.postgresql.sql;

import java.util.Collection;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.change.TableName;

/** Names and literals as SQL text. The only place where a name becomes part of a statement. */
public final class Quoted {
    private Quoted() {}

    /** An identifier, always in quotes: {@code "camelCase"}. */
    public static String identifier(String name) {
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an identifier can't hold a zero byte");
        }
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A table with its schema: {@code "public"."orderItem"}. */
    public static String table(TableName table) {
        return identifier(table.schema()) + '.' + identifier(table.name());
    }

    /** Identifiers separated by commas. */
    public static String identifiers(Collection<String> names) {
        return names.stream().map(Quoted::identifier).collect(Collectors.joining(", "));
    }

    /** A string literal that means the same whatever {@code standard_conforming_strings} says. */
    public static String literal(String text) {
        String quoted = text.replace("'", "''");
        return text.indexOf('\\') < 0 ? '\'' + quoted + '\'' : " E'" + quoted.replace("\\", "\\\\") + '\'';
    }
}
