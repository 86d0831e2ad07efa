package org.multibusiness.sync.transport.tcp;

import static org.junit.Assert.assertEquals;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.api.transport.DialFailure.Cause;

public class RefusalLogTest {
    private static final long QUARTER = Duration.ofMinutes(15).toNanos();

    @Test
    public void repetitionsAreCountedAndSaidOnceAQuarterOfAnHour() throws Exception {
        RefusalLog log = new RefusalLog(event -> {}, new RefusalCounts());
        RefusalLog.Key scanner = new RefusalLog.Key(InetAddress.getByName("192.0.2.1"), Cause.NOT_A_PEER);

        assertEquals("said", 0, log.due(scanner, 0));
        assertEquals(-1, log.due(scanner, 1));
        assertEquals(-1, log.due(scanner, QUARTER - 1));
        assertEquals("said, with two in between", 2, log.due(scanner, QUARTER));
        assertEquals(-1, log.due(scanner, QUARTER + 1));
    }

    @Test
    public void everyRefusalIsToldToTheAuditAsTheSameThingEachTimeButNotACallToOurselves() throws Exception {
        List<AuditEvent> recorded = new ArrayList<>();
        RefusalLog log = new RefusalLog(recorded::add, new RefusalCounts());
        InetAddress address = InetAddress.getByName("192.0.2.1");

        log.refused(address, new DialFailure(Cause.WRONG_KEY, "the first time"));
        log.refused(address, new DialFailure(Cause.WRONG_KEY, "the second time"));
        log.refused(address, new DialFailure(Cause.SELF, "ourselves"));

        AuditEvent told = AuditEvent.of(AuditKind.PEER_REJECTED, "192.0.2.1").with("reason", "WRONG_KEY");
        assertEquals(List.of(told, told), recorded);
    }

    @Test
    public void anotherAddressOrKindIsSaidAtOnce() throws Exception {
        RefusalLog log = new RefusalLog(event -> {}, new RefusalCounts());
        InetAddress address = InetAddress.getByName("192.0.2.1");

        assertEquals(0, log.due(new RefusalLog.Key(address, Cause.NOT_A_PEER), 0));
        assertEquals(0, log.due(new RefusalLog.Key(address, Cause.WRONG_KEY), 0));
        assertEquals(0, log.due(new RefusalLog.Key(InetAddress.getByName("192.0.2.2"), Cause.NOT_A_PEER), 0));
    }
}
