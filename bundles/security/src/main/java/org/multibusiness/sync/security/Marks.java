package org.multibusiness.sync.security;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.multibusiness.sync.api.security.Enrolment;

/**
 * Which keys a node has, shown to those only who have them, too: per key a code over the run, then random bytes up to a fixed length,
 * so that a stranger learns nothing, not even how many there are. Four places for keys that are accepted, the one in force first; eight
 * for former ones, each with a note on when and by which key it was replaced, readable with that former key only.
 *
 * <p>From the marks both ends know the best key that both have, and which end has missed a rotation.
 */
final class Marks {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ACCEPTED = "org.multibusiness.sync mark 1";
    private static final String FORMER = "org.multibusiness.sync former mark 1";
    private static final String NOTE = "org.multibusiness.sync note 1";
    private static final int MARK = 16;
    private static final int FORMER_PLACE = 2 * MARK;
    private static final int FORMER_FROM = (1 + Keyring.MOST_ACCEPTED) * MARK;

    private final Keyring ring;
    private final Transcript run;

    /**
     * A rotation that one end has missed.
     *
     * @param date when, for people
     * @param fingerprint of the key in force
     */
    record Missed(String date, String fingerprint) {}

    Marks(Keyring ring, Transcript run) {
        this.ring = ring;
        this.run = run;
    }

    /** Ours. */
    byte[] ours() {
        byte[] marks = new byte[Enrolment.MARKS];
        RANDOM.nextBytes(marks);
        ByteBuffer accepted = ByteBuffer.wrap(marks);
        ring.usable().forEach(key -> accepted.put(run.ours(key.derived().recognition(), ACCEPTED), 0, MARK));
        ByteBuffer former = ByteBuffer.wrap(marks, FORMER_FROM, marks.length - FORMER_FROM);
        for (Keyring.Former key : ring.former()) {
            former.put(run.ours(key.recognition(), FORMER), 0, MARK);
            former.put(masked(note(), run.ours(key.recognition(), NOTE)));
        }
        return marks;
    }

    /** The first key of the dialler that is accepted at both ends: both find the same one. */
    Optional<RingKey> common(byte[] theirs) {
        return run.isDialled()
                ? ring.usable().stream().filter(key -> place(theirs, key) >= 0).findFirst()
                : places().boxed()
                        .flatMap(place -> ring.usable().stream().filter(key -> place(theirs, key) == place))
                        .findFirst();
    }

    /** Whether the other end has a key that is former here. */
    boolean showFormer(byte[] theirs) {
        return ring.former().stream().anyMatch(key -> place(theirs, key.recognition()) >= 0);
    }

    /** What the other end notes on our key, if that is a former one there. */
    Optional<Missed> missed(byte[] theirs) {
        List<Hmac> ours =
                ring.usable().stream().map(key -> key.derived().recognition()).toList();
        for (int place = FORMER_FROM; place + FORMER_PLACE <= theirs.length; place += FORMER_PLACE) {
            byte[] mark = Arrays.copyOfRange(theirs, place, place + MARK);
            byte[] note = Arrays.copyOfRange(theirs, place + MARK, place + FORMER_PLACE);
            for (Hmac key : ours) {
                if (MessageDigest.isEqual(mark, Arrays.copyOf(run.theirs(key, FORMER), MARK))) {
                    return Optional.of(read(masked(note, run.theirs(key, NOTE))));
                }
            }
        }
        return Optional.empty();
    }

    private static IntStream places() {
        return IntStream.rangeClosed(0, Keyring.MOST_ACCEPTED);
    }

    private int place(byte[] theirs, RingKey key) {
        return place(theirs, key.derived().recognition());
    }

    /** Where in the places for accepted keys; -1 when nowhere. */
    private int place(byte[] theirs, Hmac key) {
        byte[] wanted = Arrays.copyOf(run.theirs(key, ACCEPTED), MARK);
        return places().filter(place -> theirs.length >= (place + 1) * MARK
                        && MessageDigest.isEqual(wanted, Arrays.copyOfRange(theirs, place * MARK, (place + 1) * MARK)))
                .findFirst()
                .orElse(-1);
    }

    private byte[] note() {
        return ByteBuffer.allocate(MARK)
                .putLong(ring.active().rotatedAt())
                .put(HexFormat.of().parseHex(ring.active().fingerprint()))
                .array();
    }

    private static Missed read(byte[] note) {
        ByteBuffer content = ByteBuffer.wrap(note);
        String date = RingKey.date(content.getLong());
        return new Missed(date, HexFormat.of().formatHex(note, Long.BYTES, note.length));
    }

    private static byte[] masked(byte[] note, byte[] mask) {
        byte[] masked = note.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= mask[i];
        }
        return masked;
    }
}
