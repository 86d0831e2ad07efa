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
import org.multibusiness.sync.api.schema.SchemaVersion;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.core.replica.Effect;
import org.multibusiness.sync.core.replica.Identity;
import org.multibusiness.sync.core.replica.Replica;
import org.multibusiness.sync.core.wire.Message;
import org.multibusiness.sync.simulator.store.MemoryStore;
import org.multibusiness.sync.simulator.store.Numbered;

/** One node: the production replica on a disk, links and a clock that misbehave. It checks every effect it is asked for. */
final class Node extends Undisturbed {
    private static final long TICK_MILLIS = 250;
    /** The service looks for new transactions at least so often. */
    private static final long POLL_MILLIS = 150;

    private static final long PRUNE_MILLIS = 1_000;
    private static final int MOST_PRUNED = 40;

    final int index;
    final NodeId id;
    final WallClock clock;
    final Disk disk;

    private final Applier applier;
    private MemoryStore store;
    /** What a backup of the first day holds. */
    private MemoryStore firstDay;

    private final Map<Long, LinkEnd> ends = new LinkedHashMap<>();
    private final Set<Long> reading = new HashSet<>();
    private Replica replica;
    private boolean running = true;
    private int life;
    /** Branches are being adopted: names change, and what the replica says by the former ones is not heard any more. */
    private boolean adopting;

    /** Whether nothing else goes on in the cluster. */
    private boolean quiet;

    Node(int index, World world) {
        super(world);
        this.index = index;
        this.id = new NodeId(String.format("%016x", index + 1));
        this.clock = new WallClock(world.time());
        this.disk = new Disk(world);
        this.applier = new Applier(this, world);
        this.store = new MemoryStore(new OriginId(id, 1));
        this.firstDay = store;
        this.replica = newReplica();
    }

    private Replica newReplica() {
        Identity identity = new Identity(id, "node " + id, life, store.origin(), "1.0.0", List.of("sync-v1"));
        Replica fresh = new Replica(identity, world.limits(), store.vector(), SchemaVersion.EMPTY, store.branches());
        fresh.recall(store.acknowledged());
        fresh.recallStaged(store.staging().list());
        fresh.floorIs(store.floor());
        store.retired().forEach(fresh::retire);
        return fresh;
    }

    /** The branch opens: what is there becomes a baseline. */
    void open() {
        new Till(this, world, world.random().nextLong()).stockUp();
        number();
        firstDay = store.copy();
        replica = newReplica();
        scheduleTick(world.upTo(TICK_MILLIS));
    }

    MemoryStore firstDay() {
        return firstDay;
    }

    /** Another database is on the disk of a process that is dead. */
    void restore(MemoryStore other) {
        store = other;
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
        return running && !applier.isBusy();
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
        applier.die();
        adopting = false;
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

    Instant now() {
        return clock.now();
    }

    void quiet(boolean nothingElse) {
        quiet = nothingElse;
    }

    /** A user's transaction was committed; it is numbered a little later, and the replica hears of it a little later again. */
    void committed() {
        later(disk.millis() + world.upTo(POLL_MILLIS), () -> {
            number();
            var head = store.vector();
            Replica then = replica;
            later(world.upTo(80), () -> {
                if (then != replica) {
                    return;
                }
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

    void noteNumbers(List<Numbered> numbers, Instant now) {
        for (Numbered numbered : numbers) {
            world.trace(id + " numbers " + numbered.transaction().dot() + " "
                    + numbered.transaction().timestamp());
            world.ledger().numbered(store, numbered, now);
        }
    }

    /** Prunes now and then. */
    void prune(long minMillis) {
        if (running) {
            prune(now().minusMillis(minMillis), 1 + world.random().nextInt(MOST_PRUNED));
        }
        world.time().in(1 + world.upTo(PRUNE_MILLIS), () -> prune(minMillis));
    }

    /** Prunes a piece; the replica hears of it before anything more goes. */
    void prune(Instant before, int most) {
        if (!adopting) {
            int kept = store.kept();
            VersionVector floor = store.prune(replica.stable(), before, most);
            world.tally().count(store.kept() < kept ? "pruned" : "nothing to prune");
            world.checkHeldByAll(floor);
            replica.floorIs(floor);
        }
    }

    /** Takes nothing from a node any more, for good; as soon as this one is up. */
    void retire(NodeId gone) {
        if (running) {
            replica.retire(store.retire(gone));
        } else {
            world.time().in(PRUNE_MILLIS, () -> retire(gone));
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

    void perform(List<Effect> effects) {
        effects.forEach(effect -> effect.match(this));
    }

    private LinkEnd end(long link) {
        LinkEnd end = ends.get(link);
        require(end != null, "effect for link " + link + ", which is down");
        return java.util.Objects.requireNonNull(end);
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new Violation("G7 contract", message);
        }
    }

    @Override
    public void send(Effect.Send send) {
        if (!adopting) {
            new Honesty(store, applier.expected(replica.vector())).check(send.message());
        }
        end(send.link()).send(send.message());
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
        later(disk.millis(), () -> {
            boolean fails = disk.fails();
            boolean refused = store.hasBegunAfter(read.request());
            LogSlice slice = store.read(read.request());
            later(disk.millis(), () -> {
                reading.remove(read.link());
                if (fails) {
                    world.tally().count("read failed");
                    replica.readFailed(read.link(), read.subscription());
                } else if (refused) {
                    world.tally().count("read refused");
                    perform(replica.readRefused(read.link(), read.subscription(), store.floor(), now()));
                } else {
                    perform(replica.sliceRead(read.link(), read.subscription(), slice, now()));
                }
            });
        });
    }

    @Override
    public void apply(Effect.Apply apply) {
        applier.ask(apply);
    }

    @Override
    public void stage(Effect.Stage stage) {
        applier.stage(stage);
    }

    @Override
    public void adopt(Effect.Adopt adopt) {
        world.backups().require("these branches are to be adopted: " + adopt.branches());
        require(!applier.isBusy(), "adopts while it applies");
        adopting = true;
        later(disk.millis(), () -> {
            // It is a long piece of work: it fails now and then whatever the disk does.
            boolean fails = disk.fails() || world.random().nextInt(20) == 0;
            if (!fails || world.random().nextBoolean()) {
                store.adopt(adopt.branches(), adopt.incarnation());
            }
            later(disk.millis(), () -> adopted(fails));
        });
    }

    private void adopted(boolean failed) {
        world.trace(id + (failed ? " fails to adopt" : " is now ") + store.origin() + " " + store.branches());
        world.tally().count(failed ? "adopt failed" : "adopt");
        if (failed) {
            replica.adoptFailed(now());
        } else {
            adopting = false;
            replica = newReplica();
            List.copyOf(ends.values()).forEach(LinkEnd::close);
        }
    }

    @Override
    public void acknowledged(Effect.Acknowledged acknowledged) {
        Node peer = world.node(acknowledged.peer());
        require(
                world.backups().isUsed() || peer.store.vector().covers(acknowledged.vector()),
                "acknowledged what is not durable");
        store.acknowledged(acknowledged.peer(), acknowledged.vector());
    }

    @Override
    public void peerReady(Effect.PeerReady ready) {
        require(end(ready.link()).other().node.id.equals(ready.hello().node()), "the wrong peer is ready");
    }

    @Override
    public void readChains(Effect.ReadChains read) {
        later(disk.millis(), () -> {
            boolean fails = disk.fails();
            Map<Dot, ChainPoint> points = store.points(read.dots());
            Replica then = replica;
            later(disk.millis(), () -> {
                if (then == replica) {
                    perform(
                            fails
                                    ? replica.chainsFailed(read.link())
                                    : replica.chainsRead(read.link(), read.round(), points, now()));
                }
            });
        });
    }

    /** Everything has come to rest: no read, no apply, all credit given back. */
    void checkAtRest() {
        require(!applier.isBusy(), "applying at rest");
        List<Long> links = new ArrayList<>(replica.activeLinks().values());
        links.forEach(link -> end(link).inbound.checkAllGivenBack());
        replica.acknowledged()
                .forEach((peer, vector) -> require(
                        vector.equals(world.node(peer).store.vector()),
                        id + " does not know what " + peer + " holds, but " + vector.entries()));
    }
}
