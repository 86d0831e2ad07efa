package org.multibusiness.sync.access;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.server.shell.ShellFactory;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;

/** A real SSH server in which everybody's role is his name; its shell and commands tell what they were given. */
public class NarrowSshTest {
    private static final AttributeKey<Subject> SUBJECT = new AttributeKey<>();
    private static final Duration SOON = Duration.ofSeconds(20);

    private final SshServer former = SshServer.setUpDefaultServer();
    private final SshServer server = SshServer.setUpDefaultServer();
    private final List<AuditEvent> recorded = new CopyOnWriteArrayList<>();
    private final SshClient client = SshClient.setUpDefaultClient();

    @Before
    public void start() throws Exception {
        server.setKeyPairProvider(KeyPairProvider.wrap(keys()));
        server.setHost("127.0.0.1");
        server.setPasswordAuthenticator((user, password, session) -> {
            Subject subject = new Subject();
            subject.getPrincipals().add(new RolePrincipal(user));
            session.setAttribute(SUBJECT, subject);
            return true;
        });
        server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
        server.setShellFactory(channel -> new Refused("a shell"));
        server.setCommandFactory((channel, line) -> new Refused("ran " + line));
        server.setPublickeyAuthenticator((user, key, session) -> user.equals("keyholder"));
        NarrowSsh narrow = new NarrowSsh(new Witness(recorded::add));
        // As Karaf does: a server that listens no more stays registered before the one that counts.
        narrow.bindServer(former);
        narrow.bindServer(server);
        server.start();
        client.setServerKeyVerifier((session, address, key) -> true);
        client.start();
    }

    @After
    public void stop() throws Exception {
        client.stop();
        server.stop(true);
    }

    private ClientSession session(String user) throws Exception {
        ClientSession session =
                client.connect(user, "127.0.0.1", server.getPort()).verify(SOON).getSession();
        session.addPasswordIdentity("x");
        session.auth().verify(SOON);
        return session;
    }

    private String said(String user, String line) throws Exception {
        try (ClientSession session = session(user);
                ClientChannel channel =
                        line.isEmpty() ? session.createShellChannel() : session.createExecChannel(line)) {
            ByteArrayOutputStream error = new ByteArrayOutputStream();
            channel.setErr(error);
            channel.open().verify(SOON);
            channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), SOON);
            assertEquals(Integer.valueOf(1), channel.getExitStatus());
            return error.toString(StandardCharsets.UTF_8).strip();
        }
    }

    @Test
    public void anAdministratorHasShellAndEveryCommand() throws Exception {
        assertEquals("a shell", said("admin", ""));
        assertEquals("ran ($.context getBundle 0) stop", said("admin", "($.context getBundle 0) stop"));
    }

    @Test
    public void othersHaveSingleSyncCommandsOnly() throws Exception {
        assertEquals("ran sync:status --json", said("viewer", "sync:status --json"));
        assertTrue(said("viewer", "").contains("no shell"));
        assertTrue(said("viewer", "bundle:list").contains("one sync: command"));
        assertTrue(said("operator", "($.context getBundle 0) stop").contains("one sync: command"));
    }

    @Test
    public void whoIsLetGoIsAsHeWas() {
        ShellFactory shells = channel -> new Refused("a shell");
        SshServer another = SshServer.setUpDefaultServer();
        another.setShellFactory(shells);
        NarrowSsh narrow = new NarrowSsh(new Witness(recorded::add));

        narrow.bindServer(another);
        assertNotSame(shells, another.getShellFactory());
        narrow.unbindServer(another);

        assertSame(shells, another.getShellFactory());
    }

    @Test
    public void aLineThatTheShellWouldReadAsMoreThanWordsIsNotPlain() {
        for (String plain :
                new String[] {"sync:status", " sync:peer-add 192.0.2.1:8765 ", "sync:resolve 7 --take a,b --set x=y@z"
                }) {
            assertTrue(plain, NarrowSsh.isPlain(plain));
        }
        for (String line : new String[] {
            "",
            "help",
            "shell:exec id",
            "*:status",
            "sync:status; bundle:list",
            "sync:status | grep x",
            "sync:status $x",
            "sync:status (bundle:list)",
            "sync:status {x}",
            "sync:status [x]",
            "sync:status `x`",
            "sync:status \"x\"",
            "sync:status 'x'",
            "sync:status\nbundle:list",
            "sync:status\rx",
            "sync:status > f",
            "sync:status < f",
            "sync:status & x",
            "sync:status \\x",
            "sync:status ~",
            "sync:status %x",
            "sync:status !x",
            "sync:status #x",
            "sync:status\tx",
            "x=sync:status"
        }) {
            assertFalse(line, NarrowSsh.isPlain(line));
        }
    }

    @Test
    public void aLoginByKeyIsToldToTheAuditWithTheKeysFingerprint() throws Exception {
        KeyPair pair = keys();
        try (ClientSession session = client.connect("keyholder", "127.0.0.1", server.getPort())
                .verify(SOON)
                .getSession()) {
            session.addPublicKeyIdentity(pair);
            session.auth().verify(SOON);
        }

        await().until(() -> recorded.equals(List.of(AuditEvent.of(AuditKind.LOGGED_IN, "")
                .by("keyholder")
                .with("key", KeyUtils.getFingerPrint(pair.getPublic())))));
    }

    @Test
    public void whoOnlyShowsSomebodysPublicKeyIsNotToldToHaveLoggedIn() throws Exception {
        KeyPair shown = new KeyPair(keys().getPublic(), keys().getPrivate());
        try (ClientSession session = client.connect("keyholder", "127.0.0.1", server.getPort())
                .verify(SOON)
                .getSession()) {
            session.addPublicKeyIdentity(shown);
            assertThrows(IOException.class, () -> session.auth().verify(SOON));
        }
        try (ClientSession session = session("viewer")) {
            assertTrue(session.isAuthenticated());
        }

        assertEquals("by password it is told elsewhere", List.of(), recorded);
    }

    private static KeyPair keys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    @Test
    public void nobodyForwardsAPort() throws Exception {
        try (ClientSession session = session("admin")) {
            SshdSocketAddress target = new SshdSocketAddress("127.0.0.1", server.getPort());
            try (ClientChannel channel =
                    session.createDirectTcpipChannel(new SshdSocketAddress("127.0.0.1", 0), target)) {
                OpenFuture opened = channel.open();
                assertTrue(opened.await(SOON));
                assertFalse("a forward was opened", opened.isOpened());
            }
        }
    }
}
