package org.multibusiness.sync.storage.postgresql.sql;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.multibusiness.sync.api.change.LargeValue;

public final class RecordTextTest {
    @Test
    public void nullIsNothingAndEmptyIsQuoted() {
        assertEquals("(1,,\"\",x)", RecordText.format(Arrays.asList("1", null, "", "x")));
        assertEquals(Arrays.asList("1", null, "", "x"), RecordText.parse("(1,,\"\",x)"));
        assertEquals(Arrays.asList((String) null), RecordText.parse("()"));
        assertEquals(Arrays.asList(null, null), RecordText.parse("(,)"));
    }

    @Test
    public void specialCharactersAreQuotedAndDoubled() {
        List<String> values = List.of("a,b", "\"", "\\", "()", " ", "\n\t\u000b", "\\\"\\", "ä\u00a0\u0085");

        assertEquals(
                "(\"a,b\",\"\"\"\",\"\\\\\",\"()\",\" \",\"\n\t\u000b\",\"\\\\\"\"\\\\\",ä\u00a0\u0085)",
                RecordText.format(values));
        assertEquals(values, RecordText.parse(RecordText.format(values)));
    }

    @Test
    public void whatIsWrittenIsReadAgain() {
        Random random = new Random(42);
        char[] alphabet = "ab\"\\,() \n\té😀1".toCharArray();
        for (int i = 0; i < 20_000; i++) {
            List<@Nullable String> values = new ArrayList<>();
            for (int column = random.nextInt(5); column >= 0; column--) {
                StringBuilder value = new StringBuilder();
                for (int length = random.nextInt(6); length > 0; length--) {
                    value.append(alphabet[random.nextInt(alphabet.length)]);
                }
                values.add(random.nextInt(4) == 0 ? null : value.toString());
            }
            assertEquals(values, RecordText.parse(RecordText.format(values)));
        }
    }

    @Test
    public void aLargeValueIsNamedOutsideQuotesWhereNoValueOfAUserCanBe() {
        String name = new LargeValue("0".repeat(64), 2_000_000).name();
        String alike = LargeValue.escaped(name);
        List<@Nullable String> values = Arrays.asList("1", name, alike, "\\" + alike);

        String text = RecordText.format(values);

        assertEquals("(1," + alike + ",\"\\" + alike + "\",\"\\\\\\" + alike + "\")", text);
        assertEquals(values, RecordText.parse(text));
    }

    @Test
    public void whatIsNoRowIsRefused() {
        for (String text : List.of("", "(", ")", "1,2", "(1", "1)", "(\"a)", "(\"a\"b)", "(\"a\\b\")")) {
            assertThrows(text, IllegalArgumentException.class, () -> RecordText.parse(text));
        }
    }
}
