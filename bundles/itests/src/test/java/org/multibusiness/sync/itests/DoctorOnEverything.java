package org.multibusiness.sync.itests;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.in;
import static org.junit.Assume.assumeTrue;

import java.util.EnumSet;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.doctor.Verdict;

/** The last of {@link DoctorIT}: nothing was forgotten. */
public class DoctorOnEverything {
    @Test
    public void everyVerdictWasCaused() {
        assumeTrue("the stories ran before", DoctorReport.caused().size() > 1);
        Set<Verdict> beyondUs = EnumSet.noneOf(Verdict.class);
        if (FakeTime.library().isEmpty()) {
            beyondUs.add(Verdict.CLOCK_OFF);
        }

        assertThat("not caused", EnumSet.complementOf(DoctorReport.caused()), everyItem(in(beyondUs)));
    }
}
