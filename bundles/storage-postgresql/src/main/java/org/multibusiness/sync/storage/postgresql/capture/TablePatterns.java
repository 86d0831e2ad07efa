package org.multibusiness.sync.storage.postgresql.capture;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.change.TableName;

/**
 * Which tables are meant to be synced: comma-separated {@code schema.table} with {@code *} for any characters; case as
 * stored. A table is meant when a pattern of {@code include} matches and none of {@code exclude} does.
 */
public final class TablePatterns {
    private static final Pattern FORM = Pattern.compile("[^.,]+\\.[^,]+");

    /** What migration tools keep in the database belongs to this database alone; named in full it is taken nevertheless. */
    private static final Set<String> BOOKKEEPING = Set.of(
            "databasechangelog",
            "databasechangeloglock",
            "flyway_schema_history",
            "schema_migrations",
            "_prisma_migrations",
            "__EFMigrationsHistory",
            "django_migrations",
            "knex_migrations",
            "knex_migrations_lock",
            "ar_internal_metadata");

    private final List<String> include;
    private final List<String> exclude;

    /** Reads two lists; throws {@link IllegalArgumentException} naming the key and the pattern that is wrong. */
    public TablePatterns(String include, String exclude) {
        this.include = patterns("tables", include);
        this.exclude = patterns("exclude", exclude);
    }

    private static List<String> patterns(String key, String list) {
        List<String> patterns = Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(pattern -> !pattern.isEmpty())
                .toList();
        for (String pattern : patterns) {
            if (!FORM.matcher(pattern).matches()) {
                throw new IllegalArgumentException(key + " = '" + list + "': '" + pattern
                        + "' is not SCHEMA.TABLE (with * for any characters, several separated by commas)");
            }
        }
        return patterns;
    }

    /** Whether the table is meant. */
    boolean mean(TableName table) {
        if (named(table)) {
            return true;
        }
        return !BOOKKEEPING.contains(table.name()) && matches(include, table) && !matches(exclude, table);
    }

    /** Whether the table is meant by its full name, not by a wildcard. */
    boolean named(TableName table) {
        return include.contains(table.toString()) && !matches(exclude, table);
    }

    private static boolean matches(List<String> patterns, TableName table) {
        return patterns.stream()
                .anyMatch(pattern -> regex(pattern).matcher(table.toString()).matches());
    }

    private static Pattern regex(String pattern) {
        return Pattern.compile(
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }

    @Override
    public String toString() {
        return String.join(",", include) + (exclude.isEmpty() ? "" : " without " + String.join(",", exclude));
    }
}
