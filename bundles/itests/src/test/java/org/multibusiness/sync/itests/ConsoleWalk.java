package org.multibusiness.sync.itests;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.multibusiness.sync.demo.Branch;

/** All pages of the web console that links lead to, asked for byte by byte: Java's client chooses Host and Origin by itself. */
final class ConsoleWalk {
    private static final int MOST_PAGES = 150;
    private static final int PATIENCE_MS = 60_000;
    private static final Pattern LINK = Pattern.compile("href=[\"'](/system/console/[A-Za-z0-9_./%-]*)");
    private static final Pattern LEAVES = Pattern.compile(".*/(logout|res/.*)|.*\\.(css|js|png|gif|ico|svg|zip)");

    private final Branch branch;

    ConsoleWalk(Branch branch) {
        this.branch = branch;
    }

    String own() {
        return "127.0.0.1:" + branch.ports().http();
    }

    static String login(String user, String password) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8));
    }

    /** The answer, head and body. */
    String ask(String method, String path, String host, String... headers) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), branch.ports().http())) {
            socket.setSoTimeout(PATIENCE_MS);
            StringBuilder head = new StringBuilder(method + ' ' + path + " HTTP/1.1\r\nHost: " + host);
            head.append("\r\nConnection: close\r\nContent-Length: 0");
            for (String header : headers) {
                head.append("\r\n").append(header);
            }
            OutputStream out = socket.getOutputStream();
            out.write(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static int status(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }

    /** Each page with what it shows to an administrator. */
    Map<String, String> pages(String password) throws IOException {
        Map<String, String> pages = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>();
        open.add("/system/console/bundles");
        while (!open.isEmpty() && pages.size() < MOST_PAGES) {
            String page = open.poll();
            String answer = ask("GET", page, own(), login("admin", password));
            pages.put(page, answer);
            Matcher links = LINK.matcher(answer);
            while (links.find()) {
                String link = links.group(1);
                if (!pages.containsKey(link)
                        && !open.contains(link)
                        && !LEAVES.matcher(link).matches()) {
                    open.add(link);
                }
            }
        }
        return pages;
    }
}
