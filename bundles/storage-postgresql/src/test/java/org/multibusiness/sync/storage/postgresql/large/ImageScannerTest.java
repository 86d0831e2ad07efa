package org.multibusiness.sync.storage.postgresql.large;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.multibusiness.sync.api.change.LargeValue;
import org.multibusiness.sync.storage.postgresql.sql.RecordText;

public final class ImageScannerTest {
    private final List<String> aside = new ArrayList<>();

    @Test
    public void largeValuesGiveWayToTheirNamesAndAllElseStays() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 30; round++) {
            List<@Nullable String> values = new ArrayList<>();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                values.add(random.nextInt(5) == 0 ? null : value(random));
            }
            aside.clear();

            String result = scan(RecordText.format(values), random.nextInt(5) == 0 ? 1 : 1 + random.nextInt(1 << 20));

            List<@Nullable String> found = RecordText.parse(result);
            assertEquals(values.size(), found.size());
            int next = 0;
            for (int i = 0; i < values.size(); i++) {
                String value = values.get(i);
                if (value != null && bytes(value).length > LargeValue.MOST_BYTES) {
                    assertEquals(aside.get(next++), value);
                    assertEquals(name(value), found.get(i));
                } else {
                    assertEquals(value, found.get(i));
                }
            }
            assertEquals(aside.size(), next);
        }
    }

    private static String value(Random random) {
        String part = List.of("a", "\"", "\\", "ä", ",(x) ", "😀", "\n").get(random.nextInt(7));
        int most = LargeValue.MOST_BYTES / bytes(part).length;
        int length = switch (random.nextInt(4)) {
            case 0 -> most;
            case 1 -> most + 1;
            case 2 -> 2 * most + random.nextInt(most);
            default -> random.nextInt(50);
        };
        return part.repeat(length);
    }

    @Test
    public void whatIsNoRowIsRefused() {
        for (String text : List.of("", "(", "1,2", "(1", "1)", "(\"a)", "(\"a\"b)", "(1)x")) {
            assertThrows(text, IllegalArgumentException.class, () -> scan(text, 3));
        }
    }

    private String scan(String text, int size) throws Exception {
        ImageScanner scanner = new ImageScanner(Value::new);
        byte[] bytes = bytes(text);
        for (int at = 0; at < bytes.length; at += size) {
            scanner.take(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size)));
        }
        return scanner.result();
    }

    private static String name(String value) throws Exception {
        byte[] bytes = bytes(value);
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        return new LargeValue(hash, bytes.length).name();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private final class Value implements ImageScanner.Aside {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        @Override
        public void write(byte[] bytes, int length) {
            content.write(bytes, 0, length);
        }

        @Override
        public LargeValue close() {
            byte[] bytes = content.toByteArray();
            aside.add(new String(bytes, StandardCharsets.UTF_8));
            return new LargeValue(HexFormat.of().formatHex(LargeValues.sha256().digest(bytes)), bytes.length);
        }
    }
}
