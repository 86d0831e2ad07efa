package org.multibusiness.sync.shell.support;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the archive: a zip that only its owner may read. A part that can't be had is replaced by the reason; every line of every part
 * passes the redaction. Used once.
 */
public final class SupportArchive {
    private static final boolean MODES =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /** Older archives go: nobody looks for them, and they hold names and addresses. */
    private static final int KEPT = 5;

    private static final long MOST_OF_A_LOG = 4L << 20;
    private static final int LOGS = 2;

    private final Folders folders;
    private final Redaction redaction;
    private final List<String> names = new ArrayList<>();

    /** Where a part of the archive comes from. */
    @FunctionalInterface
    public interface Source {
        /** The text; any failure is written in its place. */
        String text() throws Exception;
    }

    /**
     * An archive of the node in these folders.
     *
     * @param variables the environment, which holds secrets, too; an unset variable is empty
     * @throws IOException when what the secrets are can't be read
     */
    public SupportArchive(Folders folders, UnaryOperator<String> variables) throws IOException {
        this.folders = folders;
        this.redaction = new Redaction(KnownSecrets.read(folders, variables));
    }

    /**
     * Writes it.
     *
     * @param name of the file, without its ending
     * @param parts texts by their names in the archive; settings and logs are added
     * @return the file
     */
    public Path write(String name, Map<String, Source> parts) throws IOException {
        Path folder = folders.data().resolve("sync").resolve("support");
        Files.createDirectories(folder);
        if (MODES) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        Path file = folder.resolve(name + ".zip");
        try (OutputStream bytes = Files.newOutputStream(create(file), StandardOpenOption.WRITE);
                ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, Source> part : parts.entrySet()) {
                put(zip, part.getKey(), text(part.getValue()), redaction::line);
            }
            putSettings(zip);
            putLogs(zip);
        }
        removeOldest(folder);
        return file;
    }

    /** What is in it. */
    public List<String> names() {
        return List.copyOf(names);
    }

    private static Path create(Path file) throws IOException {
        FileAttribute<?>[] mode = MODES
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        return Files.createFile(file, mode);
    }

    /** Whatever goes wrong there is what the helper has to know. */
    private static String text(Source source) {
        try {
            return source.text();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "Not to be had: interrupted";
        } catch (Exception e) {
            return "Not to be had: " + e;
        }
    }

    private void putSettings(ZipOutputStream zip) throws IOException {
        for (Path file : files(folders.etc(), "org.multibusiness.sync.", ".cfg")) {
            put(zip, "etc/" + file.getFileName(), Files.readString(file), redaction::setting);
        }
    }

    private void putLogs(ZipOutputStream zip) throws IOException {
        List<Path> logs = files(folders.data().resolve("sync").resolve("logs"), "", ".log");
        for (Path file : logs.subList(Math.max(0, logs.size() - LOGS), logs.size())) {
            put(zip, "logs/" + file.getFileName(), end(file), redaction::line);
        }
    }

    /** By name, which is by date. */
    private static List<Path> files(Path folder, String head, String tail) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> {
                        String name = String.valueOf(file.getFileName());
                        return name.startsWith(head) && name.endsWith(tail);
                    })
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }

    private static String end(Path file) throws IOException {
        long size = Files.size(file);
        try (var bytes = Files.newInputStream(file)) {
            bytes.skipNBytes(Math.max(0, size - MOST_OF_A_LOG));
            return new String(bytes.readNBytes((int) MOST_OF_A_LOG), StandardCharsets.UTF_8);
        }
    }

    private void put(ZipOutputStream zip, String name, String text, UnaryOperator<String> clean) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        for (String line : text.split("\n", -1)) {
            zip.write((clean.apply(line) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        zip.closeEntry();
        names.add(name);
    }

    private static void removeOldest(Path folder) throws IOException {
        List<Path> archives = files(folder, "", ".zip").stream()
                .sorted(Comparator.comparingLong(file -> file.toFile().lastModified()))
                .toList();
        for (Path old : archives.subList(0, Math.max(0, archives.size() - KEPT))) {
            Files.deleteIfExists(old);
        }
    }
}
