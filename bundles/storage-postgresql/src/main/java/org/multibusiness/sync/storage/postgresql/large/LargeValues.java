package org.multibusiness.sync.storage.postgresql.large;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.LargeValue;
import org.multibusiness.sync.api.change.RowImage;

/**
 * The large values that the log names, each once however often it is named. Within the caller's transaction.
 *
 * @param connection the caller's
 */
public record LargeValues(Connection connection) {
    private static final String BEGIN =
            "INSERT INTO sync.large_values (hash, bytes, whole) VALUES ('', 0, false) RETURNING value_id";

    private static final String ADD = "INSERT INTO sync.large_pieces (value_id, piece, content) VALUES (?, ?, ?)";

    /** Two transactions that make the same value must not both find that it is not there. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(?, 7160))";

    private static final String FIND = "SELECT value_id FROM sync.large_values WHERE hash = ? AND whole";

    private static final String FINISH =
            "UPDATE sync.large_values SET hash = ?, bytes = ?, whole = true WHERE value_id = ?";

    private static final String REMOVE = "DELETE FROM sync.large_values WHERE value_id = ?";

    private static final String USE = """
            INSERT INTO sync.large_uses (txn, value_id)
            SELECT CASE ? WHEN 0 THEN pg_current_xact_id()::text::bigint ELSE ? END, v.value_id
            FROM sync.large_values AS v WHERE v.hash = ANY (?) AND v.whole
            ON CONFLICT DO NOTHING
            """;

    private static final String KEEP =
            "UPDATE sync.large_values SET kept = true WHERE hash = ANY (?) AND whole AND NOT kept";

    /** In {@link #use(long, Collection)}: the database transaction at hand. */
    public static final long THIS_TRANSACTION = 0;

    /** Values are about to be named: until the end of the transaction none is deleted. */
    void announce() throws SQLException {
        try (Statement lock = connection.createStatement()) {
            lock.execute("LOCK TABLE sync.large_uses IN ROW EXCLUSIVE MODE");
        }
    }

    /** A value that is being put aside. */
    ImageScanner.Aside begin() throws SQLException {
        return new Coming(single(BEGIN), sha256());
    }

    private final class Coming implements ImageScanner.Aside {
        private final long id;
        private final MessageDigest digest;
        private long bytes;
        private int pieces;

        Coming(long id, MessageDigest digest) {
            this.id = id;
            this.digest = digest;
        }

        @Override
        public void write(byte[] content, int length) throws SQLException {
            digest.update(content, 0, length);
            bytes += length;
            add(id, pieces++, Arrays.copyOf(content, length));
        }

        @Override
        public LargeValue close() throws SQLException {
            LargeValue value = new LargeValue(HexFormat.of().formatHex(digest.digest()), bytes);
            if (lock(value) > 0) {
                remove(id);
            } else {
                publish(id, value);
            }
            return value;
        }
    }

    void add(long id, int piece, byte[] content) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(ADD)) {
            insert.setLong(1, id);
            insert.setInt(2, piece);
            insert.setBytes(3, content);
            insert.executeUpdate();
        }
    }

    /** Until the transaction's end nobody else makes a value of this name; answers as {@link #whole} does. */
    long lock(LargeValue value) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setString(1, value.hash());
            lock.execute();
        }
        return whole(value);
    }

    void remove(long id) throws SQLException {
        try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            remove.setLong(1, id);
            remove.executeUpdate();
        }
    }

    /** All pieces are there, and the name is locked: from now on this is the value of its name. */
    void publish(long id, LargeValue value) throws SQLException {
        try (PreparedStatement finish = connection.prepareStatement(FINISH)) {
            finish.setString(1, value.hash());
            finish.setLong(2, value.bytes());
            finish.setLong(3, id);
            finish.executeUpdate();
        }
    }

    /** Its number; 0 when it is not here, or not yet. */
    long whole(LargeValue value) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(FIND)) {
            find.setString(1, value.hash());
            try (ResultSet row = find.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** The large values that images name; null is no image. */
    public static Set<LargeValue> named(Collection<@Nullable RowImage> images) {
        Set<LargeValue> named = new HashSet<>();
        for (RowImage image : images) {
            if (image != null) {
                image.values().forEach(value -> LargeValue.named(value).ifPresent(named::add));
            }
        }
        return named;
    }

    /** A transaction of the log names these values; they stay as long as it does. */
    public void use(long txn, Collection<LargeValue> values) throws SQLException {
        if (values.isEmpty()) {
            return;
        }
        try (PreparedStatement use = connection.prepareStatement(USE)) {
            use.setLong(1, txn);
            use.setLong(2, txn);
            use.setArray(3, hashes(values));
            use.executeUpdate();
        }
    }

    /** The journal names these values; they stay for good. */
    public void keep(Collection<LargeValue> values) throws SQLException {
        if (values.isEmpty()) {
            return;
        }
        try (PreparedStatement keep = connection.prepareStatement(KEEP)) {
            keep.setArray(1, hashes(values));
            keep.executeUpdate();
        }
    }

    private java.sql.Array hashes(Collection<LargeValue> values) throws SQLException {
        List<String> hashes = values.stream().map(LargeValue::hash).sorted().toList();
        return connection.createArrayOf("text", hashes.toArray());
    }

    private long single(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
