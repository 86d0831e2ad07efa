package org.multibusiness.sync.partition.rules;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.partition.PartitionDetector.Sign;
import org.multibusiness.sync.api.partition.PartitionState;
import org.multibusiness.sync.api.partition.PeerCondition;

public class PeerRulesTest {
    private record Row(String story, Consumer<Timeline> events, List<String> changes) {}

    private static final List<Row> TABLE = List.of(
            row("heartbeats keep a peer alive", t -> t.linkUntil(300), "0:ALIVE"),
            row(
                    "a silent link is suspect after 10 s, offline after 120 s",
                    t -> t.link().at(300),
                    "0:ALIVE",
                    "10:SUSPECT",
                    "120:OFFLINE"),
            row(
                    "a lost link is suspect at once, offline after 35 s",
                    t -> t.linkUntil(60).linkLost().at(300),
                    "0:ALIVE",
                    "60:SUSPECT",
                    "95:OFFLINE"),
            row(
                    "a link that comes back in time hides the loss",
                    t -> t.linkUntil(60).linkLost().at(63).linkUntil(200),
                    "0:ALIVE",
                    "60:SUSPECT",
                    "63:ALIVE"),
            row("presence alone keeps alive for 120 s", t -> t.presence().at(300), "0:ALIVE", "120:OFFLINE"),
            row(
                    "presence every 30 s keeps alive",
                    t -> t.presence().at(30).presence().at(60).presence().at(179),
                    "0:ALIVE"),
            row(
                    "presence after a lost link brings back",
                    t -> t.linkUntil(60).linkLost().at(80).presence().at(300),
                    "0:ALIVE",
                    "60:SUSPECT",
                    "80:ALIVE",
                    "200:OFFLINE"),
            row(
                    "presence over a silent link does not go to and fro",
                    t -> t.link()
                            .at(30)
                            .presence()
                            .at(60)
                            .presence()
                            .at(90)
                            .presence()
                            .at(100),
                    "0:ALIVE",
                    "10:SUSPECT",
                    "30:ALIVE"),
            row(
                    "a silent link that then goes down is offline 35 s later",
                    t -> t.link().at(20).linkLost().at(300),
                    "0:ALIVE",
                    "10:SUSPECT",
                    "55:OFFLINE"),
            row(
                    "a link that goes down late is offline at the peer time-out",
                    t -> t.link().at(100).linkLost().at(300),
                    "0:ALIVE",
                    "10:SUSPECT",
                    "120:OFFLINE"),
            row(
                    "any sign brings an offline peer back",
                    t -> t.presence().at(200).link().at(205),
                    "0:ALIVE",
                    "120:OFFLINE",
                    "200:ALIVE"),
            row(
                    "a goodbye is final however long the silence",
                    t -> t.linkUntil(30).goodbye().linkLost().at(500),
                    "0:ALIVE",
                    "30:LEFT"),
            row(
                    "last words after the goodbye do not bring back",
                    t -> t.linkUntil(30).goodbye().at(32).link().linkLost().at(500),
                    "0:ALIVE",
                    "30:LEFT"),
            row(
                    "a link that lives on after a goodbye brings back",
                    t -> t.linkUntil(30)
                            .goodbye()
                            .at(33)
                            .link()
                            .at(41)
                            .link()
                            .at(44)
                            .link(),
                    "0:ALIVE",
                    "30:LEFT",
                    "41:ALIVE"),
            row(
                    "a link closed long after the goodbye means left",
                    t -> t.linkUntil(30).goodbye().at(41).link().linkLost().at(500),
                    "0:ALIVE",
                    "30:LEFT",
                    "41:ALIVE",
                    "41:LEFT"),
            row(
                    "a restart right after the goodbye brings back",
                    t -> t.linkUntil(30)
                            .goodbye()
                            .linkLost()
                            .at(33)
                            .presence()
                            .linkLost()
                            .at(34),
                    "0:ALIVE",
                    "30:LEFT",
                    "33:ALIVE",
                    "33:SUSPECT"),
            row(
                    "an offline peer that says goodbye has left",
                    t -> t.presence().at(130).goodbye(),
                    "0:ALIVE",
                    "120:OFFLINE",
                    "130:LEFT"),
            row(
                    "what happens to a stranger's link means nothing",
                    t -> t.linkLost().goodbye().at(10)),
            row(
                    "a suspended machine makes nobody offline",
                    t -> t.linkUntil(60).clockLeaps(7200).at(62).link().at(65),
                    "0:ALIVE"),
            row(
                    "after the suspension silence counts again",
                    t -> t.linkUntil(60).clockLeaps(7200).at(90),
                    "0:ALIVE",
                    "71:SUSPECT"),
            row(
                    "a clock set back makes nobody immortal",
                    t -> t.linkUntil(60).clockLeaps(-7200).at(90),
                    "0:ALIVE",
                    "71:SUSPECT"));

    private static Row row(String story, Consumer<Timeline> events, String... changes) {
        return new Row(story, events, List.of(changes));
    }

    @Test
    public void aPresenceWithoutANameLeavesTheNameThatALinkTold() {
        Timeline timeline = new Timeline().link().namelessPresence();
        assertEquals("Depot", timeline.condition().name());
    }

    @Test
    public void everyStoryEndsAsTold() {
        for (Row row : TABLE) {
            Timeline timeline = new Timeline();
            row.events().accept(timeline);
            assertEquals(row.story(), row.changes(), timeline.changes);
        }
    }

    @Test
    public void theReasonSaysWhatHappened() {
        assertThat(new Timeline().link().condition().reason(), containsString("heard over the link"));
        assertThat(new Timeline().presence().condition().reason(), containsString("no link"));
        assertThat(new Timeline().link().linkLost().condition().reason(), containsString("went down"));
        assertThat(
                new Timeline().link().at(10).condition().reason(),
                containsString("nothing was heard over the link for 10 s"));
        assertThat(
                new Timeline().link().at(120).condition().reason(),
                containsString("nothing was heard of it for 120 s"));
        assertThat(new Timeline().link().goodbye().condition().reason(), containsString("goodbye"));
    }

    @Test
    public void sinceStaysWhileTheStateStays() {
        Timeline timeline = new Timeline().link();
        Instant since = timeline.condition().since();

        timeline.linkUntil(60);

        assertEquals(since, timeline.condition().since());
        assertEquals(since.plusSeconds(60), timeline.condition().lastHeard());
    }

    @Test
    public void afterTheClockWasSetBackNoTimeLiesInTheFuture() {
        Timeline timeline = new Timeline().linkUntil(60).clockLeaps(-7200).at(71);

        assertThat(timeline.condition().reason(), containsString("for 10 s"));
    }

    @Test
    public void afterAnyStoryALinkMakesAliveAndSilenceMakesGone() {
        for (long seed = 1; seed <= 500; seed++) {
            Timeline timeline = new Timeline();
            Random random = new Random(seed);
            for (int step = 0; step < 40; step++) {
                anything(timeline, random);
            }
            String story = "seed " + seed + ": " + timeline.changes;
            timeline.at(timeline.second() + 11).link();
            assertEquals(story, PartitionState.ALIVE, timeline.state());
            anything(timeline, random);
            timeline.at(timeline.second() + 121);
            assertThat(story, timeline.state(), anyOf(is(PartitionState.OFFLINE), is(PartitionState.LEFT)));
        }
    }

    private static void anything(Timeline timeline, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> timeline.link();
            case 1 -> timeline.presence();
            case 2 -> timeline.linkLost();
            case 3 -> timeline.goodbye();
            default -> timeline.at(timeline.second() + random.nextInt(40));
        }
    }

    @Test
    public void noMoreThanTheLimitAreRememberedAndTheLongestSilentIsForgotten() {
        PeerRules rules = new PeerRules(Patience.DEFAULT);
        Instant start = Instant.parse("2026-11-01T08:00:00Z");
        for (int i = 0; i <= PeerRules.LIMIT; i++) {
            rules.heard(new NodeId(String.format("%016x", i)), "node " + i, Sign.PRESENCE, start.plusMillis(i));
        }

        List<PeerCondition> conditions = rules.conditions();

        assertEquals(PeerRules.LIMIT, conditions.size());
        assertTrue(conditions.stream().noneMatch(condition -> condition.name().equals("node 0")));
    }

    @Test
    public void changedPatienceCountsFromTheNextEventOn() {
        Timeline timeline = new Timeline().link();
        timeline.rules.patience(new Patience(Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(5)));

        timeline.at(3).link().at(300);

        assertEquals(List.of("0:ALIVE", "23:SUSPECT", "63:OFFLINE"), timeline.changes);
    }

    @Test
    public void suspectMustComeBeforeOffline() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> new Patience(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(5)));

        assertThat(refused.getMessage(), containsString("60000 ms"));
    }
}
