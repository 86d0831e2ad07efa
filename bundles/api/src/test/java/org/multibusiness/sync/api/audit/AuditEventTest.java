package org.multibusiness.sync.api.audit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.Test;

public class AuditEventTest {
    @Test
    public void aTextOfAStrangerIsCutAndNotRefused() {
        AuditEvent event =
                AuditEvent.of(AuditKind.LOCKED_OUT, "x".repeat(100_000)).with("host", "y".repeat(100_000));
        assertEquals(AuditEvent.LONGEST, event.subject().length());
        assertEquals(
                AuditEvent.LONGEST, event.details().getOrDefault("host", "").length());
    }

    @Test
    public void aTextComesBackFromItsBytesAsItWas() {
        String half = "x".repeat(AuditEvent.LONGEST - 2) + "\uD83D\uDE00 and more";
        for (String text : new String[] {half, "\uD83D", "\uDE00a", "caf\u00e9 \uD83D\uDE00"}) {
            String kept = AuditEvent.of(AuditKind.LOCKED_OUT, text).subject();
            byte[] bytes = kept.getBytes(StandardCharsets.UTF_8);
            assertEquals(kept, new String(bytes, StandardCharsets.UTF_8));
        }
        assertEquals(
                "caf\u00e9 \uD83D\uDE00",
                AuditEvent.of(AuditKind.LOCKED_OUT, "caf\u00e9 \uD83D\uDE00").subject());
    }

    @Test
    public void equalEventsHaveTheSameDetailsInAnyOrder() {
        AuditEvent one =
                AuditEvent.of(AuditKind.PAUSED, "").by("ann").with("a", "1").with("b", "2");
        AuditEvent other = AuditEvent.of(AuditKind.PAUSED, "")
                .with("b", "2")
                .with("a", "1")
                .by("ann");
        assertEquals(one, other);
        assertEquals(Map.of("a", "1", "b", "2"), one.details());
    }

    @Test
    public void aNameThatIsNoneIsRefused() {
        AuditEvent event = AuditEvent.of(AuditKind.PAUSED, "");
        for (String name : new String[] {"", "A", "a b", "1a", "a".repeat(33)}) {
            assertThrows(name, IllegalArgumentException.class, () -> event.with(name, ""));
        }
    }
}
