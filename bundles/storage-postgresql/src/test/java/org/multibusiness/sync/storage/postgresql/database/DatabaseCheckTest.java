package org.multibusiness.sync.storage.postgresql.database;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.is;
import static org.hamcrest.MatcherAssert.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;

public class DatabaseCheckTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    @Test
    public void aRoleWhoseTablesWouldLandInOurSchemaIsNamed() throws Exception {
        run("CREATE ROLE sync LOGIN", "GRANT CREATE ON DATABASE bare TO sync");
        assertThat(remark("sync"), containsString("ALTER ROLE sync SET search_path = public"));

        run("ALTER ROLE sync SET search_path = public");
        assertThat(remark("sync"), is(""));
        assertThat(remark("postgres"), is(""));
    }

    private static String remark(String role) throws SQLException {
        try (Connection connection = SERVER.connect("bare", role)) {
            return DatabaseCheck.of(connection).remark();
        }
    }

    private static void run(String... statements) throws SQLException {
        try (Connection connection = SERVER.connect("bare", "postgres");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
