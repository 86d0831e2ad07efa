package org.multibusiness.sync.security;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Estimates how hard a registration key is to guess. The hash of the key travels in the clear in presence messages, so a key
 * that can be guessed at a billion tries per second and machine is no key. An estimate can only be fooled upwards; it is
 * made to catch what people type, not to prove that a text is random:
 *
 * <ul>
 *   <li>every character counts log2 of the alphabet that the text shows: 10 digits, 16 hex digits, 26 letters per case, 33
 *       others;
 *   <li>a text of letters of one case, spaces and hyphens may be words: 2.5 bits per character;
 *   <li>a character that goes on with a run of five or more (aaaaa, 12345, edcba), or ends a piece of six characters that
 *       stood before, counts nothing; the first 16 bits of these are forgiven, because it happens in random texts, too: of 32 random
 *       hex digits, one text in fifty million loses more.
 * </ul>
 */
final class KeyStrength {
    private static final double BITS_PER_CHARACTER_OF_WORDS = 2.5;
    private static final double FORGIVEN_BITS = 16;
    private static final int RUN = 5;
    private static final int PIECE = 6;

    private KeyStrength() {}

    /** The estimate, in bits. */
    static double bits(String key) {
        double each = mayBeWords(key) ? BITS_PER_CHARACTER_OF_WORDS : Math.log(alphabet(key)) / Math.log(2);
        return Math.min(each * key.length(), each * telling(key) + FORGIVEN_BITS);
    }

    private static boolean mayBeWords(String key) {
        return !isHex(key) && (key.matches("[a-z _-]*") || key.matches("[A-Z _-]*"));
    }

    private static boolean isHex(String key) {
        return key.matches("[0-9a-f]*") || key.matches("[0-9A-F]*");
    }

    private static int alphabet(String key) {
        if (isHex(key)) {
            return key.matches("[0-9]*") ? 10 : 16;
        }
        int size = 1;
        size += has(key, "[0-9]") ? 10 : 0;
        size += has(key, "[a-z]") ? 26 : 0;
        size += has(key, "[A-Z]") ? 26 : 0;
        size += has(key, "[^0-9a-zA-Z]") ? 33 : 0;
        return size;
    }

    private static boolean has(String key, String characterClass) {
        return key.chars().anyMatch(c -> String.valueOf((char) c).matches(characterClass));
    }

    /** How many characters say something that those before them don't. */
    private static int telling(String key) {
        String text = key.toLowerCase(Locale.ROOT);
        Set<String> pieces = new HashSet<>();
        int repeating = 0;
        for (int end = 1; end <= text.length(); end++) {
            boolean seen = end >= PIECE && !pieces.add(text.substring(end - PIECE, end));
            if (seen || endsRun(text, end)) {
                repeating++;
            }
        }
        return text.length() - repeating;
    }

    private static boolean endsRun(String text, int end) {
        if (end < RUN) {
            return false;
        }
        int step = text.charAt(end - 1) - text.charAt(end - 2);
        if (Math.abs(step) > 1) {
            return false;
        }
        for (int i = end - RUN + 1; i < end; i++) {
            if (text.charAt(i) - text.charAt(i - 1) != step) {
                return false;
            }
        }
        return true;
    }
}
