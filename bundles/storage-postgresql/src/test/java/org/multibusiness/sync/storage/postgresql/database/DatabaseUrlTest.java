package org.multibusiness.sync.storage.postgresql.database;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

public final class DatabaseUrlTest {
    @Test
    public void plainUrl() {
        DatabaseUrl url = DatabaseUrl.parse(" postgresql://shop:secret@db1:5433/branch \n");

        assertEquals("jdbc:postgresql://db1:5433/branch", url.jdbcUrl());
        assertEquals("shop", url.user());
        assertEquals("secret", url.password());
        assertEquals("DATABASE_URL (db1:5433/branch)", url.description());
    }

    @Test
    public void percentEncodingParametersAndDefaults() {
        DatabaseUrl url = DatabaseUrl.parse(
                "postgres://a%40b:p%3A%2F%25+%20@[::1]/my%20shop?sslmode=require&options=-c%20a%3Db@c");

        assertEquals("jdbc:postgresql://[::1]/my%20shop?sslmode=require&options=-c%20a%3Db@c", url.jdbcUrl());
        assertEquals("a@b", url.user());
        assertEquals("p:/%+ ", url.password());
    }

    @Test
    public void passwordWithUnencodedAtAndSlashIsUnderstood() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://shop:p@ss/word@db1/branch");

        assertEquals("p@ss/word", url.password());
        assertEquals("jdbc:postgresql://db1/branch", url.jdbcUrl());
    }

    @Test
    public void jdbcUrlWithCredentialsAmongTheParameters() {
        DatabaseUrl url = DatabaseUrl.parse("jdbc:postgresql://db1:5432,db2/branch?user=shop&password=p%26w&ssl=true");

        assertEquals("jdbc:postgresql://db1:5432,db2/branch?ssl=true", url.jdbcUrl());
        assertEquals("shop", url.user());
        assertEquals("p&w", url.password());
    }

    @Test
    public void whatIsWrongIsNamedAndThePasswordIsNot() {
        assertRefused("mysql://shop:hush@db1/branch", "it starts with 'mysql://'");
        assertRefused("shop:hush@db1/branch", "its start is wrong");
        assertRefused("jdbc:postgresql:branch", "its start is wrong");
        assertRefused("postgresql://shop:hush@db1", "database's name is missing");
        assertRefused("postgresql://shop:hush@db1/?a=b", "database's name is missing");
        assertRefused("postgresql://shop:hush@/branch", "the host is missing");
        assertRefused("postgresql://db1/branch", "the user is missing");
        assertRefused("postgresql://:hush@db1/branch", "the user is missing");
        assertRefused("postgresql://shop:hush@db1:70000/branch", "port 70000 is not from 1 to 65535");
        assertRefused("postgresql://shop:hush@db1:0/branch", "port 0 is not");
        assertRefused("postgresql://shop:x@y:hush/branch", "the port is not a number");
        assertRefused("postgresql://shop:hush", "the port is not a number");
        assertRefused("postgresql://shop:hush%2@db1/branch", "the password holds a %");
        assertRefused("postgresql://shop:hush@db 1/branch", "HOST:PORT");
        assertRefused("postgresql://shop:hush@::1/branch", "[ ]");
    }

    @Test
    public void textFormHoldsNoPassword() {
        assertFalse(DatabaseUrl.parse("postgresql://shop:hush@db1/branch")
                .toString()
                .contains("hush"));
    }

    private static void assertRefused(String url, String reason) {
        String said = assertThrows(IllegalArgumentException.class, () -> DatabaseUrl.parse(url))
                .toString();

        assertTrue(said, said.contains(reason));
        assertFalse(said, said.contains("hush"));
    }
}
