package org.multibusiness.sync.conflict.rules;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * A name as the catalogue has it, in which {@code *} stands for any characters. The more exact pattern is the smaller one: a
 * name before a pattern, then the longer one, then the one first in the alphabet.
 *
 * @param text as configured
 */
record NamePattern(String text) implements Comparable<NamePattern> {
    private static final Comparator<NamePattern> MOST_EXACT_FIRST = Comparator.comparing(
                    (NamePattern pattern) -> !pattern.isExact())
            .thenComparing(pattern -> -pattern.text.length())
            .thenComparing(NamePattern::text);

    boolean isExact() {
        return text.indexOf('*') < 0;
    }

    boolean matches(String name) {
        return isExact() ? text.equals(name) : glob().matcher(name).matches();
    }

    private Pattern glob() {
        StringBuilder glob = new StringBuilder();
        for (String literal : text.split("(?<=\\*)|(?=\\*)", -1)) {
            glob.append(literal.equals("*") ? ".*" : Pattern.quote(literal));
        }
        return Pattern.compile(glob.toString(), Pattern.DOTALL);
    }

    @Override
    public int compareTo(NamePattern other) {
        return MOST_EXACT_FIRST.compare(this, other);
    }
}
