package org.multibusiness.sync.shell.support;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of a line: values of settings that hold one by their name, the user part of addresses, and every value that is known
 * to be a secret, wherever it stands. Immutable.
 */
public final class Redaction {
    /** What stands in the place of a secret. */
    public static final String HIDDEN = "(not shown)";

    /** What is shorter may be a word that stands everywhere. */
    private static final int SHORTEST = 6;

    private static final Pattern SETTING = Pattern.compile("^(\\s*[A-Za-z0-9_.-]+)(\\s*[=:]\\s*)(\\S.*)$");
    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(password|passphrase|secret|token|credential|url).*|(.*[._-])?key");
    /** The value comes from elsewhere: the name of the place is no secret. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$[\\[{][^\\]}]*[\\]}]");

    private static final Pattern USER_OF_ADDRESS = Pattern.compile("://[^\\s/@]+@");

    private final List<String> secrets;

    /** Hides these values, too; those of less than six characters are left out. */
    public Redaction(Collection<String> secrets) {
        this.secrets = secrets.stream()
                .map(String::strip)
                .filter(secret -> secret.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** A line of a log, or of anything else that is no settings file. */
    public String line(String line) {
        String clean = USER_OF_ADDRESS.matcher(line).replaceAll("://" + Matcher.quoteReplacement(HIDDEN) + "@");
        for (String secret : secrets) {
            clean = clean.replace(secret, HIDDEN);
        }
        return clean;
    }

    /** A line of a settings file. */
    public String setting(String line) {
        Matcher setting = SETTING.matcher(line);
        if (setting.matches()
                && SECRET_NAME.matcher(setting.group(1).strip()).matches()
                && !PLACEHOLDER.matcher(setting.group(3).strip()).matches()) {
            return setting.group(1) + setting.group(2) + HIDDEN;
        }
        return line(line);
    }
}
