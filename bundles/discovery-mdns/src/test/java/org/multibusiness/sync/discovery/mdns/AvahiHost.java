package org.multibusiness.sync.discovery.mdns;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Debian's avahi-daemon in a network namespace, with a message bus of its own: its files in /run are on a disk that only these
 * processes see. Ends with its standard input.
 */
final class AvahiHost implements AutoCloseable {
    private static final String END = "end of answer";
    private static final String BUS = """
        <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
          "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
        <busconfig>
          <listen>unix:path=/run/dbus/system_bus_socket</listen>
          <auth>EXTERNAL</auth>
          <policy context="default">
            <allow send_destination="*" eavesdrop="true"/>
            <allow eavesdrop="true"/>
            <allow own="*"/>
          </policy>
        </busconfig>
        """;
    private static final String DAEMON = """
        [server]
        use-ipv4=yes
        use-ipv6=no
        enable-dbus=yes
        [publish]
        publish-workstation=no
        """;
    /** Each line that is read is a question. */
    private static final String SCRIPT = """
        mount -t tmpfs tmpfs /run && mkdir -p /run/dbus /run/avahi-daemon || exit 1
        dbus-daemon --nofork --config-file="$1/bus.conf" >&2 &
        bus=$!
        tries=0
        until [ -S /run/dbus/system_bus_socket ] || [ $tries -gt 50 ]; do tries=$((tries + 1)); sleep 0.1; done
        avahi-daemon --no-drop-root --no-chroot --no-rlimits -f "$1/avahi.conf" >&2 &
        avahi=$!
        while read -r question; do
          timeout 8 avahi-browse -rt "$question" 2>&1
          echo '%s'
        done
        kill $avahi $bus
        """.formatted(END);

    private final Process process;
    private final BufferedReader answers;

    AvahiHost(String namespace, Path folder) throws IOException {
        Files.writeString(folder.resolve("bus.conf"), BUS);
        Files.writeString(folder.resolve("avahi.conf"), DAEMON);
        this.process = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        namespace,
                        "unshare",
                        "-m",
                        "sh",
                        "-c",
                        SCRIPT,
                        "avahi",
                        folder.toString())
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** What {@code avahi-browse -rt TYPE} prints. Blocks for eight seconds at most. */
    String browse(String type) throws IOException {
        process.getOutputStream().write((type + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        StringBuilder answer = new StringBuilder();
        for (String line = answers.readLine(); line != null && !line.equals(END); line = answers.readLine()) {
            answer.append(line).append('\n');
        }
        return answer.toString();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
