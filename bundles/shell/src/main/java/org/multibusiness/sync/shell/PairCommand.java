package org.multibusiness.sync.shell;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.security.PairingDesk.Code;

/** {@code sync:pair}. */
@Service
@Command(
        scope = "sync",
        name = "pair",
        description = "Brings the registration key to a new server by a short code",
        detailedDescription = """
                Without arguments, at a server of the group: shows a code that counts
                for five minutes, three tries and one server. A new one ends it.

                HOST CODE, at the new server: calls the other one and fetches the key.
                Nobody on the way can read it, nor find out the code. The key file
                etc/sync.key is replaced; a server that has met others with its key
                does so with --replace only.

                Examples: sync:pair
                          sync:pair 10.0.0.7 4821-0937
                          sync:pair --replace branch2.example.org:8765 4821-0937
                """)
public final class PairCommand extends SyncCommand<PairCommand.Paired> {
    @Argument(
            name = "HOST CODE",
            description = "The server that shows the code, HOST[:PORT], and the code; nothing: show one here",
            multiValued = true)
    List<String> words = new ArrayList<>();

    @Option(name = "--replace", description = "Leave the group that this server has met others of")
    boolean replace;

    /**
     * The answer.
     *
     * @param code the code that is shown here; empty when one was used
     * @param validSeconds for how long it counts
     * @param messages what happened
     */
    record Paired(String code, long validSeconds, List<String> messages) {
        /** Copies the list. */
        Paired {
            messages = List.copyOf(messages);
        }
    }

    @Override
    Paired ask(Services from) throws CommandException {
        replace |= words.remove("--replace");
        json |= words.remove("--json");
        try {
            if (words.isEmpty()) {
                Code code = from.desk().open();
                return new Paired(code.text(), code.valid().toSeconds(), List.of());
            }
            if (words.size() != 2) {
                throw new IllegalArgumentException("give HOST and CODE, or neither; --help shows how");
            }
            PeerAddress server = PeerAddress.parse(words.get(0));
            return new Paired("", 0, List.of(from.desk().join(server, words.get(1), replace)));
        } catch (IOException e) {
            String reason = Plain.text(String.valueOf(e.getMessage()));
            throw new CommandException(reason, reason, e);
        }
    }

    @Override
    void show(Paired answer, Page page) {
        answer.messages().forEach(page::line);
        if (answer.code().isEmpty()) {
            page.next(
                    "sync:nodes shows whether they have found each other; if not, sync:peer-add HOST calls the other one.");
            return;
        }
        page.line("Code: " + answer.code() + "   (counts for " + answer.validSeconds() / 60
                + " minutes, three tries, one server)");
        page.next("at the new server: sync:pair HOST " + answer.code() + ", where HOST is this server.");
    }
}
