package org.multibusiness.sync.access;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class HashedUsersTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void plainPasswordsAreReplacedAndNothingElse() throws Exception {
        Path file = folder.newFile("users.properties").toPath();
        Files.writeString(file, """
                # ann = not a user
                _g_\\:admingroup = group,admin,ssh

                ann = S3cret,_g_:admingroup
                bob=with\\\\backslash
                eve = {CRYPT}pbkdf2-sha512:1:AA:AA{CRYPT},viewer
                """);
        new HashedUsers(file).hashPlain();

        List<String> lines = Files.readAllLines(file);
        assertEquals(List.of("# ann = not a user", "_g_\\:admingroup = group,admin,ssh", ""), lines.subList(0, 3));
        assertFits("S3cret", lines.get(3), "ann = ", ",_g_:admingroup");
        assertFits("with\\backslash", lines.get(4), "bob=", "");
        assertEquals("eve = {CRYPT}pbkdf2-sha512:1:AA:AA{CRYPT},viewer", lines.get(5));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    private static void assertFits(String password, String line, String head, String tail) {
        Matcher hash = Pattern.compile(
                        Pattern.quote(head) + "\\{CRYPT}(pbkdf2-sha512:[^,{]+)\\{CRYPT}" + Pattern.quote(tail))
                .matcher(line);
        assertTrue(line, hash.matches());
        assertTrue(new Pbkdf2().checkPassword(password, hash.group(1)));
    }

    @Test
    public void aFileWithoutPlainPasswordsIsNotTouched() throws Exception {
        Path file = folder.newFile("users.properties").toPath();
        Files.writeString(file, "# nobody yet");
        new HashedUsers(file).hashPlain();
        assertEquals("# nobody yet", Files.readString(file));
    }

    @Test
    public void aMissingFileIsNoFault() {
        Path file = folder.getRoot().toPath().resolve("users.properties");
        new HashedUsers(file).hashPlain();
        assertTrue(Files.notExists(file));
    }
}
