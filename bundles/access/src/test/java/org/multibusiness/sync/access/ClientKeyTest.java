package org.multibusiness.sync.access;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.List;
import org.apache.karaf.jaas.modules.publickey.PublickeyLoginModule;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ClientKeyTest {
    private static final String GROUP = "_g_\\:admingroup = group,admin,ssh";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path etc = Path.of("");

    @Before
    public void make() throws IOException {
        etc = folder.getRoot().toPath();
        Files.writeString(etc.resolve("keys.properties"), "# users\n" + GROUP + "\n");
        new ClientKey(etc).ensure();
    }

    private List<String> users() throws IOException {
        return Files.readAllLines(etc.resolve("keys.properties"));
    }

    @Test
    public void theSshClientReadsTheKeyAndKarafKnowsItsOwner() throws Exception {
        KeyPair pair = new FileKeyPairProvider(etc.resolve("sync.client.key"))
                .loadKeys(null)
                .iterator()
                .next();
        String[] user = users().get(2).split(" = |,", -1);
        assertEquals(List.of("# users", GROUP), users().subList(0, 2));
        assertArrayEquals(new String[] {"sync-client", user[1], "_g_:admingroup"}, user);
        assertEquals(true, PublickeyLoginModule.equals(pair.getPublic(), user[1]));
    }

    @Test
    public void keyAndUsersAreForTheirOwnerOnly() throws Exception {
        for (String file : List.of("sync.client.key", "keys.properties")) {
            assertEquals(
                    file, "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(etc.resolve(file))));
        }
    }

    @Test
    public void aSecondStartKeepsTheKey() throws Exception {
        String before = Files.readString(etc.resolve("sync.client.key"));
        new ClientKey(etc).ensure();
        assertEquals(before, Files.readString(etc.resolve("sync.client.key")));
    }

    @Test
    public void aRemovedKeyIsReplacedAndTheOldOneForgotten() throws Exception {
        List<String> before = users();
        Files.delete(etc.resolve("sync.client.key"));
        new ClientKey(etc).ensure();
        assertEquals(3, users().size());
        assertNotEquals(before.get(2), users().get(2));
    }
}
