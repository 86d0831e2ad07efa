package org.multibusiness.sync.embedded.postgresql;

import static org.junit.Assert.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class PostmasterTest {
    private static final List<String> COMPLETE =
            List.of("4711", "/srv/pg/cluster", "1793800000", "20123", "", "127.0.0.1", "  1234567   3", "ready   ");

    @Test
    public void readsPidPortAndStatus() {
        assertEquals(Optional.of(new Postmaster(4711, 20123, true)), Postmaster.parse(COMPLETE));
    }

    @Test
    public void isNotReadyWhileItStartsOrSaysNothing() {
        assertEquals(Optional.of(new Postmaster(4711, 20123, false)), Postmaster.parse(COMPLETE.subList(0, 7)));
    }

    @Test
    public void incompleteFileCountsAsNone() {
        assertEquals(Optional.empty(), Postmaster.parse(List.of()));
        assertEquals(Optional.empty(), Postmaster.parse(List.of("4711", "/srv/pg/cluster")));
        assertEquals(Optional.empty(), Postmaster.parse(List.of("", "", "", "")));
    }

    @Test
    public void anotherProgramWithTheSameNumberDoesNotCount() {
        long self = ProcessHandle.current().pid();

        assertEquals(Optional.empty(), new Postmaster(self, 20123, true).process(Path.of("/srv/pg/cluster")));
    }
}
