package org.multibusiness.sync.audit;

import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration, checked. A value out of its range is replaced by the default, aloud: a record that did not begin because of a
 * typing error would be what an intruder wishes for.
 *
 * @param directory where the lines are
 * @param sealDirectory where the key and the seal are
 * @param fileBytes how large a file may become
 * @param files how many files are kept
 */
record Settings(Path directory, Path sealDirectory, long fileBytes, int files) {
    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);

    static Settings from(AuditConfig config, String data) {
        return new Settings(
                path(config.directory(), data, "audit"),
                path(config.seal_directory(), data, "audit-seal"),
                inRange("file.max.bytes", config.file_max_bytes(), 65_536, 67_108_864, 4_194_304),
                (int) inRange("files.max", config.files_max(), 2, 10_000, 64));
    }

    private static Path path(String given, String data, String name) {
        return Optional.of(given)
                .filter(text -> !text.isBlank())
                .map(text -> Path.of(text.strip()))
                .orElseGet(() -> Path.of(data, "sync", name));
    }

    private static long inRange(String key, long value, long least, long most, long otherwise) {
        if (value >= least && value <= most) {
            return value;
        }
        LOG.error(
                "etc/{}.cfg: {} = {} is not allowed; allowed is {} to {}. Until it is mended, {} is in force.",
                AuditConfig.PID,
                key,
                value,
                least,
                most,
                otherwise);
        return otherwise;
    }
}
