package org.multibusiness.sync.storage.postgresql.catalog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.change.TableLayout;

/** Tells layouts apart, the order of the columns included. */
final class LayoutHash {
    private LayoutHash() {}

    static String of(TableLayout layout) {
        String canonical = layout.columns().stream()
                .map(c -> c.name() + '\0' + c.type() + '\0' + c.key() + '\0' + c.generated())
                .collect(Collectors.joining(
                        "\1", layout.table().schema() + '\0' + layout.table().name() + '\1', ""));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
