package org.multibusiness.sync.security;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.multibusiness.sync.api.security.Admission;
import org.multibusiness.sync.api.security.Enrolment;
import org.multibusiness.sync.api.security.TrustTalk;

/** A few nodes in memory, with one clock that the test moves, and links that deliver when the test says so. */
final class Village implements InstantSource {
    static final String KEY = "4bd7a91c60e8f3522e9d07c4b1a865f03d7e2c9810fa46b5";

    private final Path folder;
    private final Map<String, PinnedSecurity> nodes = new HashMap<>();
    private final Deque<Runnable> letters = new ArrayDeque<>();
    private final List<String> cuts = new ArrayList<>();
    private final List<byte[]> said = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-28T12:00:00Z");

    Village(Path folder) {
        this.folder = folder;
    }

    @Override
    public Instant instant() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Opens a node, also one that was there before: that is its restart. */
    PinnedSecurity open(String name, String key) throws SecuritySetupException {
        KeyFile file = new KeyFile(folder.resolve(name + ".key"));
        PinnedSecurity node = PinnedSecurity.open(
                folder.resolve(name),
                new ConfiguredKey(RegistrationKey.of(key, "test"), "THE_VARIABLE", file, false),
                this);
        nodes.put(name, node);
        return node;
    }

    PinnedSecurity open(String name) throws SecuritySetupException {
        return open(name, KEY);
    }

    Path keyFile(String name) {
        return folder.resolve(name + ".key");
    }

    Path directory(String name) {
        return folder.resolve(name);
    }

    PinnedSecurity node(String name) {
        return Objects.requireNonNull(nodes.get(name), name);
    }

    X509Certificate certificate(String name) throws SecuritySetupException {
        return NodeKeys.loadOrCreate(folder.resolve(name)).certificate();
    }

    /** What the first thinks of the second after a handshake, and the other way round. */
    List<Admission> meet(String dialler, String acceptor) throws SecuritySetupException {
        Enrolment out = node(dialler).enrol(true, certificate(acceptor));
        Enrolment in = node(acceptor).enrol(false, certificate(dialler));
        byte[] outMarks = out.marks(in.nonce());
        byte[] inMarks = in.marks(out.nonce());
        byte[] outProof = out.proof(in.nonce(), inMarks);
        byte[] inProof = in.proof(out.nonce(), outMarks);
        return List.of(out.admit(inProof), in.admit(outProof));
    }

    boolean welcome(String dialler, String acceptor) throws SecuritySetupException {
        return meet(dialler, acceptor).stream().allMatch(a -> a.verdict() == Admission.Verdict.ADMITTED);
    }

    /** A link between two that admit each other, over which all letters have been delivered. */
    void link(String one, String other) throws SecuritySetupException {
        if (!welcome(one, other)) {
            throw new AssertionError(one + " and " + other + " don't admit each other: " + meet(one, other));
        }
        TrustTalk here = node(one).enrol(true, certificate(other)).talk();
        TrustTalk there = node(other).enrol(false, certificate(one)).talk();
        here.begin(line(one, there));
        there.begin(line(other, here));
        deliver();
    }

    private TrustTalk.Line line(String from, TrustTalk to) {
        return new TrustTalk.Line() {
            @Override
            public boolean send(byte[] bytes) {
                said.add(bytes);
                letters.add(() -> to.heard(bytes));
                return true;
            }

            @Override
            public void cut(String reason) {
                cuts.add(from + ": " + reason);
            }
        };
    }

    /** Until nobody has anything to say any more. */
    void deliver() {
        for (int count = 0; !letters.isEmpty(); count++) {
            if (count > 1000) {
                throw new AssertionError("they go on and on");
            }
            letters.poll().run();
        }
    }

    List<String> cuts() {
        return cuts;
    }

    /** All bytes that went over any link. */
    List<byte[]> said() {
        return said;
    }

    String fingerprint(String name) {
        return node(name).trust().key().fingerprint();
    }
}
