package org.multibusiness.sync.discovery.mdns;

import java.util.List;

/**
 * What the configuration asks for, checked.
 *
 * @param announce whether this node is announced; it looks for others in any case
 * @param rejections one sentence for every value that was refused
 */
record Settings(boolean announce, List<String> rejections) {
    static final Settings DEFAULTS = new Settings(true, List.of());

    Settings {
        rejections = List.copyOf(rejections);
    }

    /** Reads every key; of a bad one the last good value stays in force. */
    static Settings from(MdnsDiscovery.Config config, Settings last) {
        String value = config.announce().trim();
        return switch (value) {
            case "true" -> new Settings(true, List.of());
            case "false" -> new Settings(false, List.of());
            default ->
                new Settings(
                        last.announce,
                        List.of("etc/" + MdnsDiscovery.PID + ".cfg: announce = '" + value
                                + "' is not allowed; allowed: true or false. Until it is mended " + last.announce
                                + " stays in force."));
        };
    }
}
