package org.multibusiness.sync.discovery.manual;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the configuration asks for, checked.
 *
 * @param fixed the peers it names
 * @param file where added peers are kept
 * @param rejections one sentence for everything that was refused
 */
record Settings(PeerList fixed, PeersFile file, List<String> rejections) {
    Settings {
        rejections = List.copyOf(rejections);
    }

    /** Where added peers are kept when nothing else is said. */
    static PeersFile defaultFile() {
        return new PeersFile(Path.of(System.getProperty("karaf.data", "data"), "sync", "peers.txt"));
    }

    /** Reads every key; the good entries of the list count, and of a bad path the last good one stays in force. */
    static Settings from(ManualDiscovery.Config config, PeersFile last) {
        List<String> rejections = new ArrayList<>();
        PeerList fixed = PeerList.read(config.peers());
        for (String refused : fixed.refused()) {
            rejections.add("etc/" + ManualDiscovery.PID + ".cfg: peers = '" + config.peers() + "': " + refused
                    + ". The other entries are in force.");
        }
        return new Settings(fixed, file(config.peers_file(), last, rejections), rejections);
    }

    private static PeersFile file(String value, PeersFile last, List<String> rejections) {
        try {
            return value.isBlank() ? defaultFile() : new PeersFile(Path.of(value.trim()));
        } catch (InvalidPathException invalid) {
            rejections.add("etc/" + ManualDiscovery.PID + ".cfg: peers.file = '" + value
                    + "' is not allowed; allowed: a path of this machine. Until it is mended " + last.path()
                    + " stays in force.");
            return last;
        }
    }
}
