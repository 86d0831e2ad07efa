package org.multibusiness.sync.storage.postgresql;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The setting {@code disk.quota}. */
final class DiskQuota {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*(MB|GB|TB)");
    private static final Map<String, Integer> SHIFTS = Map.of("MB", 20, "GB", 30, "TB", 40);

    private DiskQuota() {}

    /** In bytes, as PostgreSQL counts (1 GB is 1024 MB); 0 for none. Throws naming key, value and what is allowed. */
    static long parse(String value) {
        String text = value.strip();
        if (text.equals("none")) {
            return 0;
        }
        Matcher size = SIZE.matcher(text);
        if (!size.matches() || Long.parseLong(size.group(1)) == 0) {
            throw new IllegalArgumentException("disk.quota is '" + value
                    + "'; allowed are none, or a size of the database in MB, GB or TB (40GB)");
        }
        return Long.parseLong(size.group(1)) << SHIFTS.getOrDefault(size.group(2), 0);
    }
}
