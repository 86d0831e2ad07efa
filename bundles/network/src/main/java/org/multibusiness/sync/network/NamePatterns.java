package org.multibusiness.sync.network;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which interfaces the operator wants: names in which {@code *} stands for anything. None means all but loopback.
 *
 * @param patterns as written, at most 64
 */
record NamePatterns(List<String> patterns) {
    private static final int LIMIT = 64;
    private static final Pattern FORM = Pattern.compile("[\\p{L}\\p{N} ._:@()#*-]{1,128}");

    /** Everything but loopback. */
    static final NamePatterns ALL = new NamePatterns(List.of());

    NamePatterns {
        patterns = List.copyOf(patterns);
    }

    /**
     * Reads names separated by commas.
     *
     * @throws IllegalArgumentException naming the bad entry
     */
    static NamePatterns parse(String text) {
        List<String> patterns = Arrays.stream(text.split(",", -1))
                .map(String::trim)
                .filter(entry -> !entry.isEmpty())
                .toList();
        for (String pattern : patterns) {
            if (!FORM.matcher(pattern).matches()) {
                throw new IllegalArgumentException("'" + pattern + "' is not an interface name");
            }
        }
        if (patterns.size() > LIMIT) {
            throw new IllegalArgumentException(patterns.size() + " names are more than " + LIMIT);
        }
        return new NamePatterns(patterns);
    }

    boolean isEmpty() {
        return patterns.isEmpty();
    }

    /** Loopback has to be asked for by its name: {@code *} doesn't mean it. */
    boolean match(SeenInterface seen) {
        return patterns.stream()
                .filter(pattern -> !seen.loopback() || pattern.indexOf('*') < 0)
                .map(NamePatterns::compiled)
                .anyMatch(pattern -> pattern.matcher(seen.name()).matches()
                        || pattern.matcher(seen.displayName()).matches());
    }

    private static Pattern compiled(String pattern) {
        String expression =
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    @Override
    public String toString() {
        return String.join(",", patterns);
    }
}
