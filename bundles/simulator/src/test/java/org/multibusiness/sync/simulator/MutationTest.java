package org.multibusiness.sync.simulator;

import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.Test;
import org.multibusiness.sync.simulator.mutation.MutationCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The simulator finds the bugs that are planted in the code it simulates. {@code -Dsim.mutant=WORDS} plants only some. */
public class MutationTest {
    private static final Logger LOG = LoggerFactory.getLogger(MutationTest.class);

    @Test
    public void nearlyAllPlantedBugsAreFound() throws IOException {
        MutationCheck check = new MutationCheck();

        List<String> survivors = check.run();

        LOG.info("mutation check: {} planted bugs, {} not found {}", check.planted(), survivors.size(), survivors);
        assertTrue("not found: " + survivors, survivors.size() * 20 <= check.planted());
    }
}
