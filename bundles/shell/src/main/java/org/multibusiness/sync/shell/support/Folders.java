package org.multibusiness.sync.shell.support;

import java.nio.file.Path;

/**
 * Where a node keeps its things.
 *
 * @param etc its settings
 * @param data what it writes
 */
public record Folders(Path etc, Path data) {
    /** Those of this Karaf. */
    public static Folders ofKaraf() {
        return new Folders(
                Path.of(System.getProperty("karaf.etc", "etc")), Path.of(System.getProperty("karaf.data", "data")));
    }
}
