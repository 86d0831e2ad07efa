package org.multibusiness.sync.storage.postgresql;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.time.Duration;
import java.util.Optional;
import org.junit.Test;

public final class RetentionTest {
    @Test
    public void hoursDaysAndForever() {
        assertThat(
                Retention.from("36h", " 30 d "),
                is(new Retention(Optional.of(Duration.ofHours(36)), Optional.of(Duration.ofDays(30)))));
        assertThat(Retention.from("forever", "forever"), is(new Retention(Optional.empty(), Optional.empty())));
        assertThat("bounded, and nobody given up", Retention.DEFAULT, is(Retention.from("90d", "forever")));
    }

    @Test
    public void whatIsWrongIsNamed() {
        refused("0h", "90d", "retention.min is '0h'; allowed are hours (24h), days (90d) and forever");
        refused("24", "90d", "retention.min is '24'");
        refused("-1d", "90d", "retention.min is '-1d'");
        refused("24h", "", "retention.max is ''");
        refused("24h", "12h", "retention.max is '12h': a server that is off over night would need a full sync");
    }

    private static void refused(String min, String max, String says) {
        IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, () -> Retention.from(min, max));
        assertThat(failure.getMessage(), containsString(says));
    }
}
