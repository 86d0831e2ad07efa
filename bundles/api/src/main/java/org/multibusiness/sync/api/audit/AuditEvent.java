package org.multibusiness.sync.api.audit;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Something that happened. Never secrets, never row values. Texts may come from strangers: they are cut, not refused.
 *
 * @param kind what
 * @param subject to whom or what; empty: this node
 * @param by who did it: a user's name, or empty when nobody in particular did
 * @param details by name; of equal events all of these are equal
 */
public record AuditEvent(AuditKind kind, String subject, String by, SortedMap<String, String> details) {
    /** The longest text. */
    public static final int LONGEST = 200;

    /** The most details. */
    public static final int MOST_DETAILS = 16;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    /** Cuts texts, copies details. */
    public AuditEvent {
        subject = cut(subject);
        by = cut(by);
        TreeMap<String, String> copy = new TreeMap<>();
        details.forEach((name, text) -> copy.put(checked(name), cut(text)));
        if (copy.size() > MOST_DETAILS) {
            throw new IllegalArgumentException(
                    "an audit event has at most " + MOST_DETAILS + " details, not " + copy.size());
        }
        details = Collections.unmodifiableSortedMap(copy);
    }

    /** An event about something. */
    public static AuditEvent of(AuditKind kind, String subject) {
        return new AuditEvent(kind, subject, "", Collections.emptySortedMap());
    }

    /** The same, done by this user. */
    public AuditEvent by(String user) {
        return new AuditEvent(kind, subject, user, details);
    }

    /** The same with one more detail; its name is lower case letters, digits and dashes. */
    public AuditEvent with(String name, String text) {
        SortedMap<String, String> more = new TreeMap<>(details);
        more.put(name, text);
        return new AuditEvent(kind, subject, by, more);
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name of a detail: up to 32 of a-z, 0-9 and -, a letter first");
        }
        return name;
    }

    /** Between characters, not inside one; what is no character at all would not come back from a file as it went. */
    private static String cut(String text) {
        String head = text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
        StringBuilder whole = new StringBuilder(head.length());
        head.codePoints().forEach(c -> whole.appendCodePoint(Character.getType(c) == Character.SURROGATE ? '?' : c));
        return whole.toString();
    }
}
