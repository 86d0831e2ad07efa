package org.multibusiness.sync.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.multibusiness.sync.network.probe.Way;

/** Asks the operating system where it would send what is for anywhere. Stateless; sends nothing; a call takes milliseconds. */
final class RouteReader {
    /** For documentation only, nobody is there: TEST-NET-1 of RFC 5737, and RFC 3849. */
    private static final List<byte[]> ANYWHERE =
            List.of(new byte[] {(byte) 192, 0, 2, 1}, HexFormat.of().parseHex("20010db8000000000000000000000001"));

    private static final Path TABLE = Path.of("/proc/net/route");
    private static final int DESTINATION = 1;
    private static final int GATEWAY = 2;
    private static final int METRIC = 6;
    private static final int MASK = 7;
    private static final String ZERO = "00000000";

    private RouteReader() {}

    /** The default route, of IPv4 rather than of IPv6; empty when there is none. */
    static Optional<SeenRoute> read() {
        return ANYWHERE.stream()
                .flatMap(anywhere -> Way.to(address(anywhere)).stream())
                .findFirst()
                .map(source -> new SeenRoute(source.getHostAddress(), gateway().orElse("")));
    }

    /** Only Linux has that table; without it the router is not named. */
    private static Optional<String> gateway() {
        try (Stream<String> lines = Files.lines(TABLE)) {
            return gateway(lines.skip(1).toList());
        } catch (IOException noSuchTable) {
            return Optional.empty();
        }
    }

    /** Of the default route with the least metric. The table's numbers have the byte order of the computers we know. */
    static Optional<String> gateway(List<String> table) {
        return table.stream()
                .map(line -> line.trim().split("\\s+", -1))
                .filter(words -> words.length > MASK && words[DESTINATION].equals(ZERO) && words[MASK].equals(ZERO))
                .filter(words -> !words[GATEWAY].equals(ZERO))
                .min(Comparator.comparingLong(words -> Long.parseLong(words[METRIC])))
                .map(words -> words[GATEWAY])
                .map(hex -> address(backwards(HexFormat.of().parseHex(hex))).getHostAddress());
    }

    private static byte[] backwards(byte[] little) {
        byte[] big = new byte[little.length];
        for (int i = 0; i < big.length; i++) {
            big[i] = little[little.length - 1 - i];
        }
        return big;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalArgumentException(wrongLength);
        }
    }
}
