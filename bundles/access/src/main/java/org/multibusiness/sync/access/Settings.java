package org.multibusiness.sync.access;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration, checked. A value out of its range is replaced by the default, aloud: a lock that did not start because of a
 * typing error would leave the door open.
 *
 * @param attempts how many wrong passwords in a row lock a name
 * @param lock for how long
 * @param hosts further names of this server, in lower case
 * @param plainHttp whether HTTP without TLS is answered beyond this machine
 */
record Settings(int attempts, Duration lock, Set<String> hosts, boolean plainHttp) {
    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);

    Settings {
        hosts = Set.copyOf(hosts);
    }

    static Settings from(AccessConfig config) {
        Set<String> hosts = new HashSet<>();
        for (String host : config.allowed_hosts()) {
            if (!host.isBlank()) {
                hosts.add(host.strip().toLowerCase(Locale.ROOT));
            }
        }
        return new Settings(
                (int) inRange("lock.attempts", config.lock_attempts(), 3, 1000, 10),
                Duration.ofMillis(inRange("lock.ms", config.lock_ms(), 1_000, 86_400_000, 300_000)),
                hosts,
                config.allow_plain_http());
    }

    private static long inRange(String key, long value, long least, long most, long otherwise) {
        if (value >= least && value <= most) {
            return value;
        }
        LOG.error(
                "etc/{}.cfg: {} = {} is not allowed; allowed is {} to {}. Until it is mended, {} is in force.",
                AccessConfig.PID,
                key,
                value,
                least,
                most,
                otherwise);
        return otherwise;
    }
}
