package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.change.VersionedChange;

/**
 * Which transactions were made in this database. Their origin does not say it: what was written here may have got another
 * name since, and what has the node's name may come from another life of it. Their key in the log does.
 */
final class LocalTransactions {
    private static final String LOCAL = """
            SELECT t.origin, t.sequence
            FROM unnest(?::text[], ?::bigint[]) AS d (origin, sequence)
            JOIN sync.sync_transactions AS t ON t.origin = d.origin AND t.sequence = d.sequence
            WHERE t.txn > 0
            """;

    private LocalTransactions() {}

    /**
     * Those of the changes' transactions.
     *
     * @param own the origin that is numbered here now: the service's own transactions are local, too
     */
    static Set<Dot> of(Connection connection, OriginId own, Collection<List<VersionedChange>> changes)
            throws SQLException {
        Set<Dot> dots =
                changes.stream().flatMap(List::stream).map(VersionedChange::dot).collect(Collectors.toSet());
        Set<Dot> local = new HashSet<>(
                dots.stream().filter(dot -> dot.origin().equals(own)).toList());
        try (PreparedStatement query = connection.prepareStatement(LOCAL)) {
            TextArrays.text(query, 1, dots, dot -> dot.origin().toString());
            TextArrays.numbers(query, 2, dots, Dot::sequence);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    local.add(new Dot(OriginId.parse(row.getString(1)), row.getLong(2)));
                }
            }
        }
        return local;
    }
}
