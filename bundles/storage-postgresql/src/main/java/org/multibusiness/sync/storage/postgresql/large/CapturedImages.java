package org.multibusiness.sync.storage.postgresql.large;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.multibusiness.sync.api.change.LargeValue;

/** Takes large values out of images as the triggers wrote them, before anybody reads these. */
public final class CapturedImages {
    /** A transaction whose images are no larger than this together, in the database's encoding, has no large value. */
    public static final int SMALL_BYTES = LargeValue.MOST_BYTES / 2;

    private static final String LARGE = """
            SELECT txn, id FROM sync.change_log
            WHERE txn = ANY (?) AND (octet_length(old_row) > %1$d OR octet_length(new_row) > %1$d) ORDER BY txn, id
            """.formatted(SMALL_BYTES);

    private static final String READ =
            "SELECT sync.short_image(old_row), sync.short_image(new_row) FROM sync.change_log WHERE txn = ? AND id = ?";

    private static final String WRITE = "UPDATE sync.change_log SET old_row = ?, new_row = ? WHERE txn = ? AND id = ?";

    private final Connection connection;

    /** Works within this connection's transaction. */
    public CapturedImages(Connection connection) {
        this.connection = connection;
    }

    private record Place(long txn, long id) {}

    /** Takes them out of what these transactions wrote. */
    public void shorten(Collection<Long> transactions) throws SQLException {
        if (!transactions.isEmpty()) {
            for (Place place : large(transactions)) {
                shorten(place);
            }
        }
    }

    private List<Place> large(Collection<Long> transactions) throws SQLException {
        List<Place> places = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(LARGE)) {
            query.setArray(1, connection.createArrayOf("bigint", transactions.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    places.add(new Place(row.getLong(1), row.getLong(2)));
                }
            }
        }
        return places;
    }

    /** One row after the other: on their way they stand in the database a second time. */
    private void shorten(Place place) throws SQLException {
        ShortImages images = new ShortImages(connection);
        try (PreparedStatement read = connection.prepareStatement(READ);
                PreparedStatement write = connection.prepareStatement(WRITE)) {
            read.setLong(1, place.txn());
            read.setLong(2, place.id());
            try (ResultSet row = read.executeQuery()) {
                row.next();
                write.setString(1, images.of(row.getString(1)));
                write.setString(2, images.of(row.getString(2)));
            }
            if (!images.found().isEmpty()) {
                write.setLong(3, place.txn());
                write.setLong(4, place.id());
                write.executeUpdate();
                new LargeValues(connection).use(place.txn(), images.found());
            }
        }
    }
}
