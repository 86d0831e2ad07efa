package org.multibusiness.sync.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.util.List;
import liquibase.resource.AbstractResource;
import liquibase.resource.AbstractResourceAccessor;
import liquibase.resource.OpenOptions;
import liquibase.resource.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The changelog files of this bundle, by exact path. Nothing is searched: a container's class loader can't list folders,
 * and the master changelog names every file.
 */
final class BundledChangelog extends AbstractResourceAccessor {
    private final ClassLoader loader;

    BundledChangelog(ClassLoader loader) {
        this.loader = loader;
    }

    @Override
    public List<Resource> getAll(String path) {
        Resource found = find(path);
        return found.exists() ? List.of(found) : List.of();
    }

    @Override
    public List<Resource> search(String path, boolean recursive) {
        return List.of();
    }

    @Override
    public List<String> describeLocations() {
        return List.of("the schema bundle");
    }

    @Override
    public void close() {}

    private Resource find(String path) {
        String name = normalised(path);
        return new Entry(name, loader.getResource(name));
    }

    private static String normalised(String path) {
        String name = path.replace('\\', '/');
        if (name.startsWith("classpath:")) {
            name = name.substring("classpath:".length());
        }
        while (name.startsWith("/")) {
            name = name.substring(1);
        }
        return name;
    }

    private final class Entry extends AbstractResource {
        private final @Nullable URL url;

        Entry(String name, @Nullable URL url) {
            super(name, URI.create("bundle:/" + name));
            this.url = url;
        }

        @Override
        public InputStream openInputStream() throws IOException {
            if (url == null) {
                throw new IOException("there is no " + getPath() + " in the schema bundle");
            }
            return url.openStream();
        }

        @Override
        public boolean exists() {
            return url != null;
        }

        @Override
        public Resource resolve(String other) {
            return find(resolvePath(other));
        }

        @Override
        public Resource resolveSibling(String other) {
            return find(resolveSiblingPath(other));
        }

        @Override
        public OutputStream openOutputStream(@Nullable OpenOptions options) throws IOException {
            throw new IOException("a changelog inside a bundle is read-only");
        }
    }
}
