package org.multibusiness.sync.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.Before;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;

public class PresenceTagTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final NodeId NODE = new NodeId("00000000000000aa");
    private static final NodeId OTHER = new NodeId("00000000000000bb");

    private RingKey key;
    private RingKey otherKey;

    @Before
    public void chooseKeys() throws Exception {
        key = RingKey.of(RegistrationKey.of(Village.KEY, "test"), 0);
        otherKey = RingKey.of(RegistrationKey.random(), 0);
    }

    @Test
    public void whoHasTheKeyKnowsTheTagWhateverTheClocksSay() {
        for (long days : List.of(-20_000L, -400L, -1L, 0L, 1L, 400L, 20_000L)) {
            assertTrue(PresenceTag.isOf(key, NODE, PresenceTag.of(key, NODE, NOON.plus(Duration.ofDays(days)))));
        }
    }

    @Test
    public void anotherKeyAnotherNodeOrAChangedTagIsNotTaken() {
        String tag = PresenceTag.of(key, NODE, NOON);

        assertFalse(PresenceTag.isOf(otherKey, NODE, tag));
        assertFalse(PresenceTag.isOf(key, OTHER, tag));
        for (int i = 0; i < tag.length(); i++) {
            String changed = tag.substring(0, i) + (tag.charAt(i) == '0' ? '1' : '0') + tag.substring(i + 1);
            assertFalse(changed, PresenceTag.isOf(key, NODE, changed));
        }
        assertFalse(PresenceTag.isOf(key, NODE, tag.substring(1)));
        assertFalse(PresenceTag.isOf(key, NODE, "tag-" + "zz".repeat(16)));
        assertFalse(PresenceTag.isOf(key, NODE, ""));
    }

    @Test
    public void aTagLastsAnHourAndHasNothingInCommonWithTheOthers() {
        String tag = PresenceTag.of(key, NODE, NOON);
        assertEquals(
                tag, PresenceTag.of(key, NODE, NOON.plus(PresenceTag.PERIOD).minusMillis(1)));
        assertThat(tag, matchesPattern("tag-[0-9a-f]{32}"));

        Set<String> halves = new HashSet<>();
        int tags = 0;
        for (RingKey each : List.of(key, otherKey)) {
            for (NodeId node : List.of(NODE, OTHER)) {
                for (int hour = 0; hour < 48; hour++) {
                    String seen = PresenceTag.of(each, node, NOON.plus(PresenceTag.PERIOD.multipliedBy(hour)));
                    halves.add(seen.substring(4, 20));
                    halves.add(seen.substring(20));
                    tags++;
                }
            }
        }
        assertEquals(2L * tags, halves.size());
        assertNotEquals(key.hash(), tag);
        assertFalse(tag.contains(key.hash().substring(0, 8)));
    }
}
