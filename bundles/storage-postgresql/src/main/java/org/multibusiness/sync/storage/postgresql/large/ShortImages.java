package org.multibusiness.sync.storage.postgresql.large;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.LargeValue;

/**
 * Images as {@code sync.short_image} answers them: small ones as they are, large ones in pieces, out of which the large values are taken.
 * Within the caller's transaction, which that function writes to.
 */
public final class ShortImages {
    /** How a statement asks for a row of the table {@code t}. */
    public static final String OF_ROW = "sync.short_image((t.*)::text)";

    private static final String CUT = "\\cut:";

    private static final String PIECE = "SELECT content FROM sync.cut_images WHERE image_id = ? AND piece = ?";

    private static final String REMOVE = "DELETE FROM sync.cut_images WHERE image_id = ?";

    private final Connection connection;
    private final Set<LargeValue> found = new HashSet<>();

    /** On the connection that asks. */
    public ShortImages(Connection connection) {
        this.connection = connection;
    }

    /** The image behind an answer; null is no image. */
    public @Nullable String of(@Nullable String answer) throws SQLException {
        return answer != null && answer.startsWith(CUT)
                ? shortened(Long.parseLong(answer.substring(CUT.length())))
                : answer;
    }

    /** The large values in all images so far. */
    public Set<LargeValue> found() {
        return Set.copyOf(found);
    }

    private String shortened(long image) throws SQLException {
        LargeValues values = new LargeValues(connection);
        values.announce();
        ImageScanner scanner = new ImageScanner(() -> noted(values.begin()));
        try (PreparedStatement query = connection.prepareStatement(PIECE)) {
            query.setLong(1, image);
            boolean more = true;
            for (int piece = 0; more; piece++) {
                query.setInt(2, piece);
                try (ResultSet row = query.executeQuery()) {
                    more = row.next();
                    if (more) {
                        scanner.take(row.getBytes(1));
                    }
                }
            }
        }
        try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            remove.setLong(1, image);
            remove.executeUpdate();
        }
        return scanner.result();
    }

    private ImageScanner.Aside noted(ImageScanner.Aside aside) {
        return new ImageScanner.Aside() {
            @Override
            public void write(byte[] bytes, int length) throws SQLException {
                aside.write(bytes, length);
            }

            @Override
            public LargeValue close() throws SQLException {
                LargeValue value = aside.close();
                found.add(value);
                return value;
            }
        };
    }
}
