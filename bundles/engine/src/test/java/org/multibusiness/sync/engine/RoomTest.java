package org.multibusiness.sync.engine;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.Test;
import org.multibusiness.sync.api.storage.DiskUse;

public class RoomTest {
    private final Room room = new Room();

    @Test
    public void withoutQuotaThereIsAlwaysRoom() {
        room.look(new DiskUse(0, 0));

        assertFalse(room.isUsedUp());
        assertEquals("", room.attention());
    }

    @Test
    public void aQuotaThatIsUsedUpIsSaidWithBothSizesAndTheNextStep() {
        room.look(new DiskUse((100L << 20) - 1, 100L << 20));
        assertFalse(room.isUsedUp());

        room.look(new DiskUse(101L << 20, 100L << 20));

        assertTrue(room.isUsedUp());
        String text = room.attention();
        assertTrue(text, text.contains("takes 101 MB") && text.contains("allows 100 MB"));
        assertTrue("the doctor knows it by these words", text.contains("disk quota"));
        assertTrue(text, text.contains("raise disk.quota in etc/org.multibusiness.sync.storage.postgresql.cfg"));
    }

    @Test
    public void withMoreRoomItIsOver() {
        room.look(new DiskUse(101L << 20, 100L << 20));

        room.look(new DiskUse(101L << 20, 200L << 20));

        assertFalse(room.isUsedUp());
    }
}
