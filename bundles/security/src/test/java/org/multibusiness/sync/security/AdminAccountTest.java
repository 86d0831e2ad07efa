package org.multibusiness.sync.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class AdminAccountTest {
    private static final String GROUP = "group,admin,manager,viewer,systembundles,ssh";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path etc;
    private Path file;

    @Before
    public void chooseFolder() {
        etc = folder.getRoot().toPath();
        file = etc.resolve("users.properties");
    }

    @Test
    public void theFirstStartMakesAnAdministratorWithARandomPassword() throws Exception {
        Files.writeString(file, "# Karaf's comment\n#karaf = karaf,_g_:admingroup\n#_g_\\:admingroup = group,admin");

        new AdminAccount(etc).ensure("");

        String password = note().getProperty("password");
        assertEquals("admin", note().getProperty("user"));
        assertEquals(24, password.length());
        assertEquals(password + ",_g_:admingroup", users().getProperty("admin"));
        assertEquals(GROUP, users().getProperty("_g_:admingroup"));
        assertFalse("the default account stays a comment", users().containsKey("karaf"));
        assertThat(Files.readString(file), startsWith("# Karaf's comment\n"));
        Modes.assertMode("rw-------", file);
        Modes.assertMode("rw-------", etc.resolve("sync.admin"));
    }

    @Test
    public void theConfiguredPasswordIsUsed() throws Exception {
        new AdminAccount(etc).ensure("C:\\till #1 = open");

        assertEquals("C:\\till #1 = open,_g_:admingroup", users().getProperty("admin"));
    }

    @Test
    public void anExistingAdministratorAndOtherAccountsAreLeftAlone() throws Exception {
        String content = "admin = mine,admin\nj\u00fcrgen = x,viewer\n";
        Files.writeString(file, content, StandardCharsets.ISO_8859_1);

        new AdminAccount(etc).ensure("something else entirely");

        assertEquals(content, Files.readString(file, StandardCharsets.ISO_8859_1));
        assertFalse(Files.exists(etc.resolve("sync.admin")));
    }

    @Test
    public void otherAccountsSurviveByteForByteAndAnExistingGroupIsKept() throws Exception {
        String content = "j\u00fcrgen = x,viewer\n_g_\\:admingroup = group,admin\n";
        Files.writeString(file, content, StandardCharsets.ISO_8859_1);

        new AdminAccount(etc).ensure("");

        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1), startsWith(content));
        assertEquals("group,admin", users().getProperty("_g_:admingroup"));
    }

    @Test
    public void aPasswordTheFileCantHoldIsReplacedByARandomOne() throws Exception {
        for (String impossible :
                new String[] {"a,b,admin", "${env:HOME}", "{CRYPT}x{CRYPT}", " x", "x\ny", "pässword"}) {
            Files.deleteIfExists(file);

            new AdminAccount(etc).ensure(impossible);

            assertEquals(24, note().getProperty("password").length());
        }
    }

    @Test
    public void theSecondStartChangesNothing() throws Exception {
        new AdminAccount(etc).ensure("");
        String first = Files.readString(file);
        Files.delete(etc.resolve("sync.admin"));

        new AdminAccount(etc).ensure("");

        assertEquals(first, Files.readString(file));
        assertFalse(Files.exists(etc.resolve("sync.admin")));
    }

    @Test
    public void aFolderThatCantBeWrittenIsNamed() throws Exception {
        Path plain = folder.newFile("plain").toPath();

        IllegalStateException failure =
                assertThrows(IllegalStateException.class, () -> new AdminAccount(plain).ensure("secret password"));

        assertThat(failure.getMessage(), containsString(plain.toString()));
        assertThat(failure.getMessage(), not(containsString("secret")));
        assertTrue(Files.isRegularFile(plain));
    }

    private Properties users() throws IOException {
        return read(file);
    }

    private Properties note() throws IOException {
        return read(etc.resolve("sync.admin"));
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            properties.load(reader);
        }
        return properties;
    }
}
