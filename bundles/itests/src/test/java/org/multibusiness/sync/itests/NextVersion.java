package org.multibusiness.sync.itests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A feature repository with some of the shipped bundles as a version that never was, as a maker would hand it to an operator. */
final class NextVersion {
    static final String SHIPPED = "1.0.0";
    static final String NEXT = "1.0.1";

    private NextVersion() {}

    /**
     * Makes the repository.
     *
     * @param home the distribution whose bundles are taken
     * @param folder where it is made
     * @param features their names
     * @return what {@code feature:repo-add} takes
     */
    static String repository(Path home, Path folder, List<String> features) throws IOException {
        Path ours = home.resolve("system/org/multibusiness/sync");
        String shipped = Files.readString(
                ours.resolve("sync-features/" + SHIPPED + "/sync-features-" + SHIPPED + "-features.xml"));
        StringBuilder text = new StringBuilder(
                "<features name=\"sync-" + NEXT + "\" xmlns=\"http://karaf.apache.org/xmlns/features/v1.6.0\">\n");
        for (String feature : features) {
            Path next = folder.resolve(feature + "-" + NEXT + ".jar");
            rewrite(ours.resolve(feature + "/" + SHIPPED + "/" + feature + "-" + SHIPPED + ".jar"), next);
            text.append(block(shipped, feature)
                    .replaceFirst("version=\"" + SHIPPED + "\"", "version=\"" + NEXT + "\"")
                    .replace(
                            "mvn:org.multibusiness.sync/" + feature + "/" + SHIPPED,
                            next.toUri().toString()));
        }
        Path file = Files.writeString(folder.resolve("features.xml"), text.append("</features>\n"));
        return file.toUri().toString();
    }

    /** Its bundles come last, after the features that it requires. */
    private static String block(String features, String name) {
        Matcher block = Pattern.compile("<feature name=\"" + name + "\".*?</bundle>\\s*</feature>\n?", Pattern.DOTALL)
                .matcher(features);
        if (!block.find()) {
            throw new IllegalStateException("no feature " + name + " in the distribution");
        }
        return block.group();
    }

    private static void rewrite(Path from, Path to) throws IOException {
        try (JarFile jar = new JarFile(from.toFile())) {
            Manifest manifest = jar.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", NEXT);
            try (OutputStream out = Files.newOutputStream(to);
                    JarOutputStream copy = new JarOutputStream(out, manifest)) {
                for (JarEntry entry : jar.stream().toList()) {
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        copy.putNextEntry(new JarEntry(entry.getName()));
                        try (InputStream content = jar.getInputStream(entry)) {
                            content.transferTo(copy);
                        }
                    }
                }
            }
        }
    }
}
