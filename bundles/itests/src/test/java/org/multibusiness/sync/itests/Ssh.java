package org.multibusiness.sync.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.multibusiness.sync.demo.Branch;

/** A user at a branch's SSH port, without the seconds that {@code bin/client} takes to start. Karaf ends a session with its command. */
final class Ssh implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final SshClient client = SshClient.setUpDefaultClient();
    private final Branch branch;
    private final String user;
    private final String password;
    private Optional<ClientSession> open = Optional.empty();

    /**
     * How a command ended.
     *
     * @param status its exit status
     * @param said what it wrote, without colours
     */
    record Ended(int status, String said) {}

    Ssh(Branch branch, String user, String password) {
        this.branch = branch;
        this.user = user;
        this.password = password;
        client.setServerKeyVerifier((opened, address, key) -> true);
        client.start();
    }

    /** An {@link IOException} says that the server refused. */
    private ClientSession login() throws IOException {
        ClientSession session = client.connect(user, "127.0.0.1", branch.ports().ssh())
                .verify(PATIENCE)
                .getSession();
        session.addPasswordIdentity(password);
        session.auth().verify(PATIENCE);
        return session;
    }

    static boolean letsIn(Branch branch, String user, String password) {
        try (Ssh ssh = new Ssh(branch, user, password);
                ClientSession session = ssh.login()) {
            return session.isAuthenticated();
        } catch (IOException refused) {
            return false;
        }
    }

    /** Runs a line of the shell; an empty one asks for a shell. */
    Ended run(String line) throws IOException {
        ClientSession session = open.isPresent() ? open.orElseThrow() : login();
        Ended ended = run(session, line);
        // Who is refused may go on in his session; Karaf's shell ends it with the command.
        open = Optional.of(session).filter(each -> ended.said().startsWith("Your role"));
        if (open.isEmpty()) {
            session.close();
        }
        return ended;
    }

    private static Ended run(ClientSession session, String line) throws IOException {
        try (ClientChannel channel = line.isEmpty() ? session.createShellChannel() : session.createExecChannel(line)) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            channel.setOut(said);
            channel.setErr(said);
            channel.open().verify(PATIENCE);
            if (channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), PATIENCE).contains(ClientChannelEvent.TIMEOUT)) {
                throw new IOException("'" + line + "' did not end; it said: " + said.toString(StandardCharsets.UTF_8));
            }
            String text = said.toString(StandardCharsets.UTF_8).replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "");
            return new Ended(Objects.requireNonNullElse(channel.getExitStatus(), -1), text);
        }
    }

    @Override
    public void close() {
        client.stop();
    }
}
