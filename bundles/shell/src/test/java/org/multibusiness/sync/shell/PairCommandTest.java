package org.multibusiness.sync.shell;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.junit.Test;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.security.PairingDesk;

public class PairCommandTest {
    private final Services services = new Services();
    private final Screen screen = new Screen();
    private final List<String> joined = new ArrayList<>();

    public PairCommandTest() {
        services.desk = new FakeDesk();
    }

    /** Knows one code. */
    private final class FakeDesk implements PairingDesk {
        @Override
        public Code open() {
            return new Code("4821-0937", Duration.ofMinutes(5), 3);
        }

        @Override
        public String join(PeerAddress server, String code, boolean replace) throws IOException {
            if (!code.equals("4821-0937")) {
                throw new IOException("The code is wrong.");
            }
            joined.add(server + " " + replace);
            return "Paired.";
        }

        @Override
        public void answer(X509Certificate peer, String from, InputStream in, OutputStream out) {
            throw new AssertionError("the shell calls nobody back");
        }
    }

    private static PairCommand pair(String... words) {
        PairCommand command = new PairCommand();
        command.words.addAll(List.of(words));
        return command;
    }

    @Test
    public void withoutWordsACodeIsShownAndWhatToTypeAtTheOtherServer() throws CommandException {
        String text = screen.run(pair(), services);
        assertThat(text, containsString("Code: 4821-0937"));
        assertThat(text, containsString("at the new server: sync:pair HOST 4821-0937"));
    }

    @Test
    public void withHostAndCodeTheKeyIsFetchedOptionsMayStandBehind() throws CommandException {
        screen.run(pair("10.0.0.7", "4821-0937"), services);
        screen.run(pair("10.0.0.7:9000", "4821-0937", "--replace"), services);
        assertEquals(List.of("10.0.0.7:8765 false", "10.0.0.7:9000 true"), joined);
    }

    @Test
    public void whatGoesWrongIsOneLine() {
        CommandException wrong =
                assertThrows(CommandException.class, () -> screen.run(pair("10.0.0.7", "0000-0000"), services));
        assertThat(wrong.getMessage(), containsString("The code is wrong."));
        assertThrows(CommandException.class, () -> screen.run(pair("10.0.0.7"), services));
    }
}
