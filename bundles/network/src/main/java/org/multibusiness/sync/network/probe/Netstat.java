package org.multibusiness.sync.network.probe;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.multibusiness.sync.api.network.NetworkProbe.Protocol;

/** Reads what Windows' {@code netstat -ano} and {@code tasklist /fo csv} print, in any language. Pure. */
final class Netstat {
    private Netstat() {}

    /** The processes that listen on the port. A listening stream has a foreign address of port 0. */
    static Set<String> owners(String printed, Protocol protocol, int port) {
        Set<String> owners = new TreeSet<>();
        printed.lines().map(line -> line.trim().split("\\s+", -1)).forEach(words -> {
            boolean there = words.length >= 4 && words[0].equals(protocol.name()) && words[1].endsWith(":" + port);
            if (there && (protocol == Protocol.UDP || words[2].endsWith(":0"))) {
                owners.add(words[words.length - 1]);
            }
        });
        return owners;
    }

    /** {@code "java.exe","4711","Services","0","120.000 K"} is java.exe. */
    static Optional<String> program(String printed) {
        return printed.lines()
                .filter(line -> line.startsWith("\""))
                .map(line -> line.substring(1, Math.max(1, line.indexOf('"', 1))))
                .filter(name -> !name.isEmpty())
                .findFirst();
    }
}
