package org.multibusiness.sync.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.schema.SchemaVersion;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.core.log.Lineage;
import org.multibusiness.sync.core.replica.Effect;
import org.multibusiness.sync.core.replica.Identity;
import org.multibusiness.sync.core.replica.Replica;
import org.multibusiness.sync.core.wire.Message;
import org.multibusiness.sync.simulator.store.Applied;
import org.multibusiness.sync.simulator.store.MemoryStore;
import org.multibusiness.sync.simulator.store.Numbered;
import org.multibusiness.sync.simulator.store.Refused;

/** One node: the production replica on a disk, links and a clock that misbehave. It checks every effect it is asked for. */
final class Node extends Undisturbed {
    private static final long TICK_MILLIS = 250;
    /** The service looks for new transactions at least so often. */
    private static final long POLL_MILLIS = 150;

    /** How often an apply waits for a user's lock before it gives up. */
    private static final int PATIENCE = 20;

    private static final int SLOW_DISK = 30;

    final int index;
    final NodeId id;
    final WallClock clock;

    private final World world;
    private final OriginId origin;
    private final MemoryStore store;
    private final Map<Long, LinkEnd> ends = new LinkedHashMap<>();
    private final Set<Long> reading = new HashSet<>();
    private Replica replica;
    private boolean running = true;
    private int life;
    private boolean applying;
    /** The batch that failed last: it comes again. */
    private List<ChangeTransaction> failed = List.of();
    /** The batch that the replica knows to be under way, or to come again. */
    private List<ChangeTransaction> asked = List.of();

    /** Whether nothing else goes on in the cluster. */
    private boolean quiet;

    private double errors;
    private int slowness = 1;

    Node(int index, World world) {
        this.index = index;
        this.world = world;
        this.id = new NodeId(String.format("%016x", index + 1));
        this.clock = new WallClock(world.time());
        this.origin = new OriginId(id, 1);
        this.store = new MemoryStore(origin);
        this.replica = newReplica();
    }

    private Replica newReplica() {
        Identity identity = new Identity(id, "node " + id, life, origin, "1.0.0", List.of("sync-v1"));
        return new Replica(identity, world.limits(), store.vector(), SchemaVersion.EMPTY);
    }

    /** The branch opens: what is there becomes a baseline. */
    void open() {
        new Till(this, world, world.random().nextLong()).stockUp();
        number();
        replica = newReplica();
        scheduleTick(world.upTo(TICK_MILLIS));
    }

    MemoryStore store() {
        return store;
    }

    Replica replica() {
        return replica;
    }

    /** Counts the starts. */
    int life() {
        return life;
    }

    boolean isIn(int thatLife) {
        return running && life == thatLife;
    }

    boolean isRunning() {
        return running;
    }

    /** Whether nothing is under way. */
    boolean isIdle() {
        return running && !applying;
    }

    /** Whether this side believes that it has a link to the peer. */
    boolean hasLinkTo(Node peer) {
        return ends.values().stream().anyMatch(end -> end.other().node == peer && !end.isClosing());
    }

    /** The process dies. What was under way is lost, what is committed stays. */
    void kill() {
        running = false;
        store.crash();
        ends.clear();
        reading.clear();
        applying = false;
        failed = List.of();
        asked = List.of();
    }

    void restart() {
        if (!running) {
            life++;
            running = true;
            number();
            replica = newReplica();
            scheduleTick(world.upTo(TICK_MILLIS));
        }
    }

    private void scheduleTick(long millis) {
        later(millis, () -> {
            perform(replica.tick(now()));
            scheduleTick(TICK_MILLIS);
        });
    }

    /** Runs the action later, unless the process has died meanwhile. */
    void later(long millis, Runnable action) {
        int then = life;
        world.time().in(millis, () -> {
            if (isIn(then)) {
                action.run();
            }
        });
    }

    private Instant now() {
        return clock.now();
    }

    private long disk() {
        return world.disk() * slowness;
    }

    private boolean fails() {
        return world.random().nextDouble() < errors;
    }

    void quiet(boolean nothingElse) {
        quiet = nothingElse;
    }

    void errors(double rate) {
        errors = rate;
    }

    void slowDisk(boolean slow) {
        slowness = slow ? SLOW_DISK : 1;
    }

    /** A user's transaction was committed; it is numbered a little later, and the replica hears of it a little later again. */
    void committed() {
        later(disk() + world.upTo(POLL_MILLIS), () -> {
            number();
            var head = store.vector();
            later(world.upTo(80), () -> {
                List<Effect> effects = replica.headMoved(head, now());
                long reads =
                        effects.stream().filter(Effect.Read.class::isInstance).count();
                if (quiet && reads < replica.activeLinks().size()) {
                    throw new Violation("G8 push", id + " wrote, all is quiet, and it is not sent at once");
                }
                perform(effects);
            });
        });
    }

    private void number() {
        Instant now = now();
        noteNumbers(store.number(now), now);
    }

    private void noteNumbers(List<Numbered> numbers, Instant now) {
        for (Numbered numbered : numbers) {
            world.trace(id + " numbers " + numbered.transaction().dot() + " "
                    + numbered.transaction().timestamp());
            world.ledger().numbered(store, numbered, now);
        }
    }

    void pause(boolean pause) {
        if (running) {
            perform(replica.pause(pause));
        }
    }

    void syncNow() {
        if (running) {
            perform(replica.syncNow(now()));
        }
    }

    void linkUp(LinkEnd end) {
        ends.put(end.id, end);
        perform(replica.linkUp(end.id, end.other().node.id, end.outgoing, now()));
    }

    void linkDown(LinkEnd end) {
        ends.remove(end.id);
        perform(replica.linkDown(end.id, now()));
    }

    void received(LinkEnd end, Message message) {
        String line = id + " <- " + end.other().node.id + " on " + end.id + ": " + message.match(Summary.OF);
        if (message instanceof Message.Heartbeat) {
            world.hash(line);
        } else {
            world.trace(line);
        }
        perform(replica.received(end.id, message, now()));
    }

    private void perform(List<Effect> effects) {
        effects.forEach(effect -> effect.match(this));
    }

    private LinkEnd end(long link) {
        LinkEnd end = ends.get(link);
        require(end != null, "effect for link " + link + ", which is down");
        return java.util.Objects.requireNonNull(end);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new Violation("G7 contract", message);
        }
    }

    @Override
    public void send(Effect.Send send) {
        new Honesty(store, expected()).check(send.message());
        end(send.link()).send(send.message());
    }

    private VersionVector expected() {
        VersionVector expected = replica.vector();
        for (ChangeTransaction transaction : asked) {
            expected = expected.join(VersionVector.EMPTY.with(
                    transaction.dot().origin(), transaction.dot().sequence()));
        }
        return expected;
    }

    @Override
    public void close(Effect.Close close) {
        world.trace(id + " closes " + close.link() + ": " + close.reason());
        world.tally().count("close");
        end(close.link()).close();
    }

    @Override
    public void read(Effect.Read read) {
        end(read.link());
        require(reading.add(read.link()), "two reads at a time for link " + read.link());
        later(disk(), () -> {
            boolean fails = fails();
            LogSlice slice = store.read(read.request());
            later(disk(), () -> {
                reading.remove(read.link());
                if (fails) {
                    world.tally().count("read failed");
                    replica.readFailed(read.link(), read.subscription());
                } else {
                    perform(replica.sliceRead(read.link(), read.subscription(), slice, now()));
                }
            });
        });
    }

    @Override
    public void apply(Effect.Apply apply) {
        require(!applying, "two applies at a time");
        applying = true;
        boolean again = !failed.isEmpty();
        require(!again || failed.equals(apply.transactions()), "the batch that failed comes again");
        world.ledger().asked(store, apply.transactions(), again);
        asked = apply.transactions();
        later(disk(), () -> tryApply(apply.transactions(), PATIENCE));
    }

    private void tryApply(List<ChangeTransaction> batch, int patience) {
        boolean lost = fails();
        if (lost && world.random().nextBoolean()) {
            world.tally().count("apply failed");
            later(disk(), () -> applyFailed(batch));
            return;
        }
        Lineage.stranger(batch, store.points(Lineage.named(batch))).ifPresent(dot -> {
            throw new Violation("G2 causality", "the author of " + dot + " had seen another history than " + id);
        });
        try {
            Instant now = now();
            Applied applied = store.apply(batch, world.resolution(), now, world.ledger()::name);
            noteNumbers(applied.numbered(), now);
            world.ledger().applied(store, applied);
            world.trace(id + " applied " + applied.transactions().size() + " " + applied.rows());
            if (applied.overtaken()) {
                world.tally().count("apply overtaken");
            }
            later(disk(), () -> {
                if (lost) {
                    world.tally().count("apply uncertain");
                    applyFailed(batch);
                } else {
                    applying = false;
                    failed = List.of();
                    asked = List.of();
                    perform(replica.applied(applied.head(), now()));
                }
            });
        } catch (Refused e) {
            world.tally().count("apply refused: " + e.getMessage());
            if (patience > 0 && e.getMessage() != null && e.getMessage().contains("locked")) {
                later(20 + disk(), () -> tryApply(batch, patience - 1));
            } else {
                later(disk(), () -> applyFailed(batch));
            }
        }
    }

    private void applyFailed(List<ChangeTransaction> batch) {
        applying = false;
        failed = batch;
        replica.applyFailed(now());
    }

    @Override
    public void acknowledged(Effect.Acknowledged acknowledged) {
        Node peer = world.node(acknowledged.peer());
        require(peer.store.vector().covers(acknowledged.vector()), "acknowledged what is not durable");
    }

    @Override
    public void peerReady(Effect.PeerReady ready) {
        require(end(ready.link()).other().node.id.equals(ready.hello().node()), "the wrong peer is ready");
    }

    @Override
    public void readChains(Effect.ReadChains read) {
        later(disk(), () -> {
            boolean fails = fails();
            Map<Dot, ChainPoint> points = store.points(read.dots());
            later(
                    disk(),
                    () -> perform(
                            fails
                                    ? replica.chainsFailed(read.link())
                                    : replica.chainsRead(read.link(), read.round(), points, now())));
        });
    }

    /** Everything has come to rest: no read, no apply, all credit given back. */
    void checkAtRest() {
        require(!applying, "applying at rest");
        List<Long> links = new ArrayList<>(replica.activeLinks().values());
        links.forEach(link -> end(link).inbound.checkAllGivenBack());
        replica.acknowledged()
                .forEach((peer, vector) -> require(
                        vector.equals(world.node(peer).store.vector()),
                        id + " does not know what " + peer + " holds, but " + vector.entries()));
    }
}
