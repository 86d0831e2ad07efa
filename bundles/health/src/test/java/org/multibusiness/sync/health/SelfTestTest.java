package org.multibusiness.sync.health;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;
import org.multibusiness.sync.api.doctor.Diagnosis;
import org.multibusiness.sync.api.doctor.Diagnosis.Confidence;
import org.multibusiness.sync.api.doctor.Diagnosis.Subject;
import org.multibusiness.sync.api.doctor.Remedy;
import org.multibusiness.sync.api.doctor.Verdict;

public class SelfTestTest {
    @Test
    public void aCauseIsOneLineWithWhatToDo() {
        String line =
                SelfTest.line(diagnosis("Bakery East", new Remedy(Remedy.Place.THERE, "start it", "bin/start", "")));

        assertEquals(
                "Bakery East: service-dead. It refuses. Next, there: start it: bin/start. All evidence: sync:doctor",
                line);
    }

    @Test
    public void aStrangersNameMakesNoSecondLine() {
        String line =
                SelfTest.line(diagnosis("East\nERROR all is lost", new Remedy(Remedy.Place.HERE, "look", "", "")));

        assertFalse(line.contains("\n"));
        assertTrue(line, line.startsWith("East?ERROR all is lost: service-dead."));
    }

    private static Diagnosis diagnosis(String name, Remedy remedy) {
        return new Diagnosis(
                new Subject("", name, "", false),
                Verdict.SERVICE_DEAD,
                Confidence.CERTAIN,
                "It refuses.",
                List.of(),
                List.of(remedy));
    }
}
