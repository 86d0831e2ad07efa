package org.multibusiness.sync.discovery.manual;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.discovery.PeerAddress;

/**
 * The peers that the operator added, one a line. Written to a neighbour first and then put in its place, so that a crash
 * leaves the old list or the new one.
 *
 * @param path where
 */
record PeersFile(Path path) {
    private static final long LIMIT_BYTES = 64 * 1024;
    private static final String HEAD =
            "# Peers added by sync:peer-add, one HOST:PORT a line. Written by the service; read at its start.\n";

    /** What it holds; nothing while it isn't there. */
    PeerList read() throws IOException {
        try {
            if (Files.size(path) > LIMIT_BYTES) {
                throw new IOException(path + " is larger than " + LIMIT_BYTES + " bytes: that is no list of peers");
            }
            return PeerList.read(Files.readString(path, StandardCharsets.UTF_8));
        } catch (NoSuchFileException none) {
            return PeerList.read("");
        }
    }

    void write(SortedSet<PeerAddress> peers) throws IOException {
        Path target = path.toAbsolutePath();
        Path folder = target.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path draft = target.resolveSibling(target.getFileName() + ".new");
        String lines = peers.stream().map(peer -> peer + "\n").collect(Collectors.joining());
        Files.writeString(draft, HEAD + lines, StandardCharsets.UTF_8);
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException unable) {
            Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
