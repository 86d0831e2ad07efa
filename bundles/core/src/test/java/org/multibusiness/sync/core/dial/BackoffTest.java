package org.multibusiness.sync.core.dial;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import org.junit.Test;
import org.multibusiness.sync.core.seeded.Seeds;

public class BackoffTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));
    private static final double ALMOST_ONE = 0.9999;

    @Test
    public void theCeilingDoublesWithEachFailureUpToTheLongest() {
        long[] seconds = {1, 2, 4, 8, 16, 32, 60, 60};
        for (int failures = 1; failures <= seconds.length; failures++) {
            Duration ceiling = Duration.ofSeconds(seconds[failures - 1]);
            assertEquals(ceiling.dividedBy(2), BACKOFF.after(failures, 0));
            assertEquals(
                    ceiling.toSeconds(),
                    BACKOFF.after(failures, ALMOST_ONE).plusMillis(10).toSeconds());
        }
    }

    @Test
    public void manyFailuresDoNotOverflow() {
        assertEquals(Duration.ofSeconds(30), BACKOFF.after(Integer.MAX_VALUE, 0));
        Duration day = Duration.ofDays(1);
        assertEquals(Duration.ofHours(12), new Backoff(Duration.ofHours(1), day).after(1_000, 0));
    }

    @Test
    public void theWaitStaysBetweenHalfTheCeilingAndTheCeiling() {
        Seeds.each(1000, getClass(), random -> {
            int failures = 1 + random.nextInt(100);
            Duration wait = BACKOFF.after(failures, random.nextDouble());
            Duration ceiling = Duration.ofSeconds(Math.min(60, 1L << Math.min(failures - 1, 10)));

            assertTrue(wait.compareTo(ceiling) <= 0);
            assertTrue(wait.compareTo(ceiling.dividedBy(2)) >= 0);
        });
    }
}
