package org.multibusiness.sync.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** A branch's database, used as the shop's own program uses it. */
public final class Sql implements AutoCloseable {
    private final Connection connection;

    /**
     * Connects.
     *
     * @param url {@code postgresql://user:password@host:port/database}
     */
    public Sql(String url) throws SQLException {
        int at = url.lastIndexOf('@');
        String[] login = url.substring(url.indexOf("//") + 2, at).split(":", 2);
        Properties properties = new Properties();
        properties.setProperty("user", login[0]);
        properties.setProperty("password", login[1]);
        connection = DriverManager.getConnection("jdbc:postgresql://" + url.substring(at + 1), properties);
    }

    public void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs statements as one transaction. */
    public void transaction(List<String> statements) throws SQLException {
        connection.setAutoCommit(false);
        try {
            for (String sql : statements) {
                run(sql);
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    public List<List<String>> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(result.getString(i)));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    public String value(String sql) throws SQLException {
        List<List<String>> rows = rows(sql);
        return rows.isEmpty() ? "" : rows.get(0).get(0);
    }

    /** Of each table of schema public: its number of rows and a digest over all of them. */
    public Map<String, String> digests() throws SQLException {
        Map<String, String> digests = new LinkedHashMap<>();
        for (List<String> table :
                rows("SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                        + " AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1")) {
            String name = table.get(0);
            digests.put(
                    name,
                    value(
                            "SELECT count(*) || ' rows ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '-')"
                                    + " FROM public." + name + " t"));
        }
        return digests;
    }

    /** Waits until the question has this answer; fails naming both when it does not come. */
    public void await(String sql, String expected, int seconds) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        String got = value(sql);
        while (!got.equals(expected)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "after " + seconds + " s '" + sql + "' is " + got + " instead of " + expected);
            }
            TimeUnit.MILLISECONDS.sleep(5);
            got = value(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
