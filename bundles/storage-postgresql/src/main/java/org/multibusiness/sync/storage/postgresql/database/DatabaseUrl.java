package org.multibusiness.sync.storage.postgresql.database;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.storage.DatabaseAddress;

/**
 * A database's address as {@code DATABASE_URL} gives it: {@code postgresql://user:password@host:port/database?parameters}
 * with percent-encoding, or a JDBC URL with {@code user} and {@code password} among its parameters.
 *
 * @param jdbcUrl without credentials
 * @param user the role
 * @param password may be empty
 * @param place host, port and database, for people
 */
public record DatabaseUrl(String jdbcUrl, String user, String password, String place) implements DatabaseAddress {
    private static final String FORM = "postgresql://USER:PASSWORD@HOST:PORT/DATABASE";

    /** Groups: credentials, host list, database, parameters. The last @ ends the credentials. */
    private static final Pattern URL = Pattern.compile(
            "(?:(?<credentials>[^?]*)@)?(?<hosts>[^@/?]*)(?:/(?<database>[^?]*))?(?:\\?(?<parameters>.*))?");

    private static final Pattern OTHER_SCHEME = Pattern.compile("[A-Za-z]{1,12}(:[a-z]{1,12})?://");

    private static final String ENCODING =
            "; special characters in a password must be percent-encoded: @ is %40, / is %2F, : is %3A, ? is %3F";

    private static final Pattern HOST =
            Pattern.compile("(?<host>\\[[0-9a-fA-F:.%]+]|[^:\\s\\[\\]]+)(?::(?<port>[^:]*))?");

    /** Reads a URL; throws {@link IllegalArgumentException} that names what is wrong, never the password. */
    public static DatabaseUrl parse(String text) {
        String url = text.strip();
        String scheme = scheme(url);
        Matcher parts = URL.matcher(url.substring(scheme.length()));
        if (!parts.matches()) {
            throw new IllegalArgumentException("it is not of the form " + FORM);
        }
        List<String> parameters = new ArrayList<>();
        Credentials login = new Credentials("", "").with(parts.group("credentials"));
        if (parts.group("parameters") != null) {
            for (String parameter : parts.group("parameters").split("&", -1)) {
                login = login.orKeep(parameter, parameters);
            }
        }
        String hosts = hosts(parts.group("hosts"));
        String database = decoded(parts.group("database") == null ? "" : parts.group("database"), "database");
        if (database.isEmpty()) {
            throw new IllegalArgumentException("the database's name is missing after the host: " + FORM);
        }
        if (login.user().isEmpty()) {
            throw new IllegalArgumentException("the user is missing: " + FORM);
        }
        String jdbc = "jdbc:postgresql://" + hosts + '/' + encoded(database)
                + (parameters.isEmpty() ? "" : '?' + String.join("&", parameters));
        return new DatabaseUrl(jdbc, login.user(), login.password(), hosts + '/' + database);
    }

    private static String scheme(String url) {
        for (String scheme : List.of("postgresql://", "postgres://", "jdbc:postgresql://")) {
            if (url.toLowerCase(Locale.ROOT).startsWith(scheme)) {
                return scheme;
            }
        }
        Matcher other = OTHER_SCHEME.matcher(url);
        throw new IllegalArgumentException(
                (other.lookingAt() ? "it starts with '" + other.group() + "'" : "its start is wrong") + "; it must be "
                        + FORM + " or jdbc:postgresql://HOST:PORT/DATABASE?user=USER&password=PASSWORD");
    }

    private static String hosts(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the host is missing: " + FORM);
        }
        for (String one : text.split(",", -1)) {
            Matcher host = HOST.matcher(one);
            if (!host.matches()) {
                throw new IllegalArgumentException(
                        "the part before the database is not HOST or HOST:PORT (an IPv6 address stands in [ ]"
                                + ENCODING + ")");
            }
            checkPort(host.group("port"));
        }
        return text;
    }

    /** What is no number may be a piece of a password and is not repeated. */
    private static void checkPort(@Nullable String port) {
        if (port == null) {
            return;
        }
        if (!port.matches("\\d{1,5}")) {
            throw new IllegalArgumentException("the port is not a number from 1 to 65535 (" + FORM + ENCODING + ")");
        }
        if (Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
            throw new IllegalArgumentException("port " + port + " is not from 1 to 65535");
        }
    }

    private static String decoded(String text, String what) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the " + what + " holds a % that is not followed by two hex digits (% itself is %25)", e);
        }
    }

    private static String encoded(String database) {
        return URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String description() {
        return "DATABASE_URL (" + place + ')';
    }

    /** Without the password. */
    @Override
    public String toString() {
        return description();
    }

    private record Credentials(String user, String password) {
        Credentials with(@Nullable String text) {
            if (text == null) {
                return this;
            }
            int colon = text.indexOf(':');
            return colon < 0
                    ? new Credentials(decoded(text, "user"), password)
                    : new Credentials(
                            decoded(text.substring(0, colon), "user"), decoded(text.substring(colon + 1), "password"));
        }

        /** A parameter that logs in; any other is kept for the driver. */
        Credentials orKeep(String parameter, List<String> others) {
            if (parameter.startsWith("user=")) {
                return new Credentials(decoded(parameter.substring(5), "user"), password);
            }
            if (parameter.startsWith("password=")) {
                return new Credentials(user, decoded(parameter.substring(9), "password"));
            }
            if (!parameter.isEmpty()) {
                others.add(parameter);
            }
            return this;
        }
    }
}
