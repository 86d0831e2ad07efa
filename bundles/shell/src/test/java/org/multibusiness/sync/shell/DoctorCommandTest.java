package org.multibusiness.sync.shell;

import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.karaf.shell.support.CommandException;
import org.junit.Test;
import org.multibusiness.sync.api.doctor.Verdict;

public class DoctorCommandTest {
    private final FakeDoctor doctor = new FakeDoctor();
    private final Services services = new Services(null, null, null, null, doctor);
    private final Screen screen = new Screen();

    @Test
    public void doctorSaysTheVerdictFirstThenTheEvidence() throws CommandException {
        String text = screen.run(new DoctorCommand(), services);

        assertSays(text, "Bakery East at 10.0.0.2:8765: HEALTHY (likely)");
        assertSays(text, "\u2717 port 10.0.0.2:8765: does not answer");
        assertSays(text, "All is well.");
    }

    @Test
    public void whatNeedsMendingEndsInCommandsForBothSystemsAndAFailedExit() {
        doctor.verdict = Verdict.FIREWALL;
        DoctorCommand command = new DoctorCommand();
        command.node = "10.0.0.2";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        command.out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        command.services = services;

        assertThrows(CommandException.class, command::execute);

        String text = bytes.toString(StandardCharsets.UTF_8);
        assertSays(text, "10.0.0.2 at 10.0.0.2:8765: FIREWALL (likely)");
        assertSays(text, "there: open the firewall");
        assertSays(text, "Linux    sudo open it");
        assertSays(text, "Windows  Open-It");
        assertSays(text, "One thing needs mending.");
    }

    private static void assertSays(String text, String words) {
        assertTrue(text, text.contains(words));
    }
}
