package org.multibusiness.sync.security;

import static org.junit.Assert.assertEquals;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** What others may do with a file, where the file system has modes. */
final class Modes {
    private Modes() {}

    static void assertMode(String expected, Path path) throws IOException {
        assumeTrue(path.getFileSystem().supportedFileAttributeViews().contains("posix"));
        assertEquals(path.toString(), expected, PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    static void set(Path path, String mode) throws IOException {
        assumeTrue(path.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
