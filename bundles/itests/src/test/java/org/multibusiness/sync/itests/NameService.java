package org.multibusiness.sync.itests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.multibusiness.sync.demo.Branch;

/** A real name server (dnsmasq) on a host of the test's wire, which names branches as a shop's own would. */
final class NameService implements AutoCloseable {
    static final String DOMAIN = "shop.test";

    private final String address;
    private final Process server;

    /** On port 53 of the host. */
    NameService(Namespaces wire, String host, String... options) throws IOException {
        this.address = wire.address(host);
        List<String> line = new ArrayList<>(List.of(
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--pid-file=",
                "--no-resolv",
                "--no-hosts",
                "--user=" + System.getProperty("user.name"),
                "--listen-address=" + address,
                "--bind-interfaces",
                "--local=/" + DOMAIN + "/",
                "--local-ttl=1"));
        line.addAll(List.of(options));
        this.server = process(host, line)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Whether this computer has the programs. */
    static boolean possible() throws InterruptedException {
        return answers("dnsmasq", "--version") && answers("dig", "-v");
    }

    /** The branch has a name of its own, and an SRV record says so. */
    static List<String> naming(Branch branch, String address) {
        String name = branch.name() + "." + DOMAIN;
        return List.of(
                "--host-record=" + name + "," + address,
                "--srv-host=_multibiz-sync._tcp." + DOMAIN + "," + name + ","
                        + branch.ports().sync());
    }

    /** What {@code dig +short}, asking this server, prints on a host. */
    String dig(String host, String... question) throws Exception {
        List<String> line = new ArrayList<>(List.of("dig", "+short", "@" + address));
        line.addAll(List.of(question));
        Process dig = process(host, line).start();
        String answer = new String(dig.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return dig.waitFor(30, TimeUnit.SECONDS) ? answer : "no answer";
    }

    private static ProcessBuilder process(String host, List<String> words) {
        List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", host));
        line.addAll(words);
        return new ProcessBuilder(line).redirectErrorStream(true);
    }

    private static boolean answers(String... words) throws InterruptedException {
        try {
            Process asked = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return asked.waitFor(10, TimeUnit.SECONDS);
        } catch (IOException notInstalled) {
            return false;
        }
    }

    @Override
    public void close() {
        server.destroyForcibly();
    }
}
