package org.multibusiness.sync.access;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.CommandFactory;
import org.apache.sshd.server.forward.ForwardingFilter;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.shell.ShellFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Closes what Karaf's SSH server leaves open and has no setting for. Its shell is a programming language: whoever may type a line
 * can call Java methods ({@code $.context}), whatever the command lists say, and so a viewer would be an administrator. Therefore
 * users without the role {@code admin} get no shell but single {@code sync:} commands of plain words. And nobody forwards ports
 * through this server, for example to the database.
 */
@Component(
        service = {},
        immediate = true)
public final class NarrowSsh {
    private static final String ADMIN = "admin";

    /** One command and its words: nothing in it that the shell's language gives a meaning. */
    private static final Pattern PLAIN = Pattern.compile(" *sync:[a-z-]+( +[A-Za-z0-9_.,:/@=+-]+)* *\\n?");

    private static final String NO_SHELL =
            "Your role has no shell of its own, but single commands: ssh … sync:status (docs/security-roles.md lists them).";
    private static final String NOT_PLAIN =
            "Your role may run one sync: command per call, with words of letters, digits and _ . , : / @ = + - (docs/security-roles.md).";

    private final Map<SshServer, Runnable> narrowed = Collections.synchronizedMap(new IdentityHashMap<>());

    private final KeyLogins logins;

    /** Called by the container. */
    @Activate
    public NarrowSsh(@Reference Witness witness) {
        this.logins = new KeyLogins(witness);
    }

    /**
     * Called by the container, before the server starts to listen. Counts for what begins from now on, in sessions that are open
     * already, too. Every server is narrowed: whenever its configuration changes, and at some starts, Karaf makes another one and
     * leaves the former, which listens no more, registered before it.
     */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindServer(SshServer server) {
        narrowed.computeIfAbsent(server, this::narrow);
    }

    void unbindServer(SshServer server) {
        Runnable undo = narrowed.remove(server);
        if (undo != null) {
            undo.run();
        }
    }

    private Runnable narrow(SshServer server) {
        ShellFactory shells = server.getShellFactory();
        CommandFactory commands = server.getCommandFactory();
        ForwardingFilter forwarding = server.getForwardingFilter();
        Runnable unwatch = logins.watch(server);
        server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        server.setShellFactory(
                channel -> shells == null || !isAdmin(channel) ? new Refused(NO_SHELL) : shells.createShell(channel));
        server.setCommandFactory((channel, line) -> commands == null || (!isAdmin(channel) && !isPlain(line))
                ? new Refused(NOT_PLAIN)
                : commands.createCommand(channel, line));
        return () -> {
            unwatch.run();
            server.setShellFactory(shells);
            server.setCommandFactory(commands);
            server.setForwardingFilter(forwarding);
        };
    }

    static boolean isPlain(String line) {
        return PLAIN.matcher(line).matches();
    }

    private static boolean isAdmin(ChannelSession channel) {
        return subject(channel.getSession())
                .map(subject -> subject.getPrincipals(RolePrincipal.class).stream()
                        .anyMatch(role -> role.getName().equals(ADMIN)))
                .orElse(false);
    }

    /** Karaf keeps it with the session, under a key that it does not export. */
    private static Optional<Subject> subject(Session session) {
        for (AttributeKey<?> key : session.attributeKeys()) {
            if (session.getAttribute(key) instanceof Subject subject) {
                return Optional.of(subject);
            }
        }
        return Optional.empty();
    }
}
