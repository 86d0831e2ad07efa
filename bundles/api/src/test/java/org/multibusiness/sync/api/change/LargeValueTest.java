package org.multibusiness.sync.api.change;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.Test;

public class LargeValueTest {
    private static final LargeValue VALUE = new LargeValue("ab".repeat(32), 500_000_002);

    @Test
    public void anImageNamesItAndNothingElseIsAName() {
        assertTrue(LargeValue.isName(VALUE.name()));
        assertEquals(Optional.of(VALUE), LargeValue.named(VALUE.name()));
        for (String other : List.of("", "large:", "\\large:" + "ab".repeat(32) + ":5", "tea")) {
            assertFalse(other, LargeValue.isName(other));
            assertEquals(Optional.empty(), LargeValue.named(other));
        }
        assertEquals(Optional.empty(), LargeValue.named(null));
    }

    @Test
    public void escapedItIsATextForPostgresqlAndComesBackWhateverUsersWrote() {
        String escaped = LargeValue.escaped(VALUE.name());
        assertEquals("\\large:" + "ab".repeat(32) + ":500000002", escaped);
        assertEquals(VALUE.name(), LargeValue.unescaped(escaped));
        for (String value :
                List.of("", "tea", "\\", "\\xabcd", escaped, "\\" + escaped, "\\\\large:\n", "\\large", "large:1")) {
            assertEquals(value, LargeValue.unescaped(LargeValue.escaped(value)));
            assertFalse(value, LargeValue.isName(LargeValue.escaped(value)));
        }
    }

    @Test
    public void whatCanBeNoValueIsRefused() {
        for (String name : List.of(
                "large:abc:5",
                "large:" + "AB".repeat(32) + ":5",
                "large:" + "ab".repeat(32) + ":0",
                "large:" + "ab".repeat(32) + ":-1",
                "large:" + "ab".repeat(32) + ":1073741825",
                "large:" + "ab".repeat(32) + ":99999999999999999999")) {
            assertThrows(name, IllegalArgumentException.class, () -> LargeValue.parse(name));
        }
    }

    @Test
    public void itSaysWhatItIs() {
        assertEquals("(a value of 500000002 bytes, SHA-256 abababababab…)", VALUE.toString());
    }
}
