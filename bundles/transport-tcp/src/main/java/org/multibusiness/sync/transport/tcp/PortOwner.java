package org.multibusiness.sync.transport.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;

/** Says why a port can't be had, and how to find out who has it. */
final class PortOwner {
    private PortOwner() {}

    static String advice(InetSocketAddress where, IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        String change = "set SYNC_PORT or port in etc/" + TcpConfig.PID
                + ".cfg to another one (peers that were told the old port" + " need the new one)";
        if (message.contains("assign requested address")) {
            return "Links can't be accepted: bind.address " + where.getAddress().getHostAddress()
                    + " is not an address of this server now. Set bind.address in etc/" + TcpConfig.PID
                    + ".cfg to one that 'ip addr' (Windows: ipconfig) lists, or to 0.0.0.0 for all.";
        }
        if (message.contains("permission denied")) {
            return "Links can't be accepted: the system does not give port " + where.getPort()
                    + " to this service. Ports below 1024 are for administrators, and Windows reserves ranges ('netsh int ipv4 show"
                    + " excludedportrange tcp' lists them). Please " + change + ".";
        }
        if (message.contains("in use")) {
            return "Links can't be accepted: port " + where.getPort()
                    + " is taken by another program. To see by which: " + finder(where.getPort()) + ". Stop it, or "
                    + change + ".";
        }
        return "Links can't be accepted on " + hostAndPort(where) + " (" + Words.of(e) + "). Mend that, or " + change
                + ".";
    }

    /** As one writes it. */
    static String hostAndPort(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String text = host.isAnyLocalAddress() ? "*" : host.getHostAddress();
        return (text.indexOf(':') >= 0 ? "[" + text + "]" : text) + ":" + address.getPort();
    }

    private static String finder(int port) {
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        return windows
                ? "'netstat -ano | findstr :" + port + "', then 'tasklist /fi \"PID eq NUMBER\"'"
                : "'ss -ltnp sport = :" + port + "' as root";
    }
}
