package org.multibusiness.sync.core.simulator;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.schema.SchemaVersion;
import org.multibusiness.sync.core.log.BranchMove;
import org.multibusiness.sync.core.replica.Effect;
import org.multibusiness.sync.core.replica.Identity;
import org.multibusiness.sync.core.replica.Replica;
import org.multibusiness.sync.core.wire.Message;

/** One node: the real replica, and a disk and links that take their time. It checks every effect it is asked for. */
final class SimulatedNode implements Effect.Handler {
    private static final long TICK_MILLIS = 250;

    NodeId id;
    MemoryLog log;

    private final int index;

    private final Simulation world;
    private final Map<Long, LinkEnd> ends = new LinkedHashMap<>();
    private final Set<Long> reading = new HashSet<>();
    private final Map<NodeId, VersionVector> acknowledged = new HashMap<>();
    private @Nullable SharedRows rows;
    private Replica replica;
    private boolean running = true;
    private int life;
    private final SimulatedApplier applier;

    SimulatedNode(int index, Simulation world) {
        this.world = world;
        this.index = index;
        this.id = new NodeId(String.format("%016x", index + 1));
        this.rows = world.sharesRows() ? new SharedRows() : null;
        this.log = new MemoryLog(new OriginId(id, 1), world.seen());
        this.applier = new SimulatedApplier(this, world);
        this.replica = newReplica();
        scheduleTick(world.upTo(TICK_MILLIS));
    }

    private Replica newReplica() {
        Identity identity =
                new Identity(id, "node " + id, life * 10L + index, log.origin(), "1.0.0", List.of("sync-v1"));
        Replica fresh = new Replica(identity, world.limits(), log.vector(), SchemaVersion.EMPTY, log.branches());
        fresh.recall(acknowledged);
        fresh.recallStaged(log.staging().list());
        fresh.floorIs(log.floor());
        return fresh;
    }

    /** Another node is known from the start. */
    void knows(SimulatedNode other) {
        acknowledged.put(other.id, VersionVector.EMPTY);
        replica.recall(acknowledged);
    }

    SharedRows rows() {
        return Objects.requireNonNull(rows);
    }

    /** What is applied reaches the shared rows, if there are any. */
    void received(List<ChangeTransaction> batch) {
        SharedRows shared = rows;
        if (shared != null) {
            batch.forEach(shared::received);
        }
    }

    /** Prunes up to some place in the log before which all is stable, and was when the retention began. */
    void prune(double share) {
        if (running) {
            Pruning.of(this, world, share);
        }
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

    Replica replica() {
        return replica;
    }

    /** Whether this side believes that it has a link to the peer. */
    boolean hasLinkTo(SimulatedNode peer) {
        return ends.values().stream().anyMatch(end -> end.other().node == peer && !end.isClosing());
    }

    /** The process dies. What was under way is lost, the log stays. */
    void kill() {
        running = false;
        ends.clear();
        reading.clear();
        applier.forget();
    }

    /** As the engine does: what was committed and has no number yet gets one first. */
    void restart() {
        life++;
        running = true;
        log.openedBy("|" + index + "." + life);
        number();
        replica = newReplica();
        scheduleTick(world.upTo(TICK_MILLIS));
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
        return world.time().now();
    }

    /** A user's transaction; numbered a little later, and the replica hears of it a little later again. */
    void write() {
        new Disk(log, rows).write(world);
        later(world.disk(), () -> {
            VersionVector head = number();
            Replica then = replica;
            later(world.upTo(80), () -> {
                if (then == replica) {
                    perform(replica.headMoved(head, now()));
                }
            });
        });
    }

    VersionVector number() {
        new Disk(log, rows).number(now());
        return log.vector();
    }

    /** The process is stopped and its database replaced by an earlier copy of it. */
    void restore(Disk backup) {
        kill();
        log = backup.log();
        rows = backup.rows();
    }

    /** All that the database holds now. */
    Disk backup() {
        return new Disk(log, rows).copy();
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
        world.restores().heard(this, message);
        world.trace(() -> id + " <- " + end.other().node.id + " on " + end.id + ": " + message);
        perform(replica.received(end.id, message, now()));
    }

    void perform(List<Effect> effects) {
        effects.forEach(effect -> effect.match(this));
    }

    private LinkEnd end(long link) {
        LinkEnd end = ends.get(link);
        assertNotNull("effect for link " + link + ", which is down", end);
        return end;
    }

    @Override
    public void send(Effect.Send send) {
        world.restores().said(this, send.message());
        end(send.link()).send(send.message());
    }

    @Override
    public void close(Effect.Close close) {
        world.trace(() -> id + " closes " + close.link() + ": " + close.reason());
        world.count("close");
        end(close.link()).close();
    }

    @Override
    public void read(Effect.Read read) {
        end(read.link());
        assertTrue("two reads at a time for link " + read.link(), reading.add(read.link()));
        later(world.disk(), () -> {
            boolean failed = world.fails();
            boolean refused = log.begunAfter(read.request());
            var slice = log.read(read.request());
            later(world.disk(), () -> {
                reading.remove(read.link());
                if (failed) {
                    world.count("read failed");
                    replica.readFailed(read.link(), read.subscription());
                } else if (refused) {
                    world.count("read refused");
                    perform(replica.readRefused(read.link(), read.subscription(), log.floor(), now()));
                } else {
                    perform(replica.sliceRead(read.link(), read.subscription(), slice, now()));
                }
            });
        });
    }

    @Override
    public void apply(Effect.Apply apply) {
        applier.apply(apply);
    }

    @Override
    public void stage(Effect.Stage stage) {
        applier.stage(stage);
    }

    @Override
    public void acknowledged(Effect.Acknowledged said) {
        SimulatedNode peer = world.node(said.peer());
        assertTrue(
                "acknowledged what is not durable",
                world.hasForks() || peer.log.vector().covers(said.vector()));
        acknowledged.put(said.peer(), said.vector());
    }

    @Override
    public void peerReady(Effect.PeerReady ready) {
        assertEquals(end(ready.link()).other().node.id, ready.hello().node());
    }

    @Override
    public void readChains(Effect.ReadChains read) {
        later(world.disk(), () -> {
            boolean failed = world.fails();
            var points = log.points(read.dots());
            Replica then = replica;
            later(world.disk(), () -> {
                if (then == replica) {
                    perform(
                            failed
                                    ? replica.chainsFailed(read.link())
                                    : replica.chainsRead(read.link(), read.round(), points, now()));
                }
            });
        });
    }

    @Override
    public void adopt(Effect.Adopt adopt) {
        assertFalse("adopts while it applies", applier.isBusy());
        later(world.disk(), () -> {
            boolean failed = world.fails();
            if (!failed || world.tosses()) {
                SharedRows shared = rows;
                List<BranchMove> moves = log.adopt(adopt.branches(), adopt.incarnation());
                if (shared != null) {
                    moves.forEach(shared::renamed);
                }
            }
            later(world.disk(), () -> adopted(failed));
        });
    }

    private void adopted(boolean failed) {
        world.count(failed ? "adopt failed" : "adopt");
        if (failed) {
            replica.adoptFailed(now());
            return;
        }
        world.trace(() -> id + " is now " + log.origin() + ", knows " + log.branches());
        replica = newReplica();
        List.copyOf(ends.values()).forEach(LinkEnd::close);
    }

    @Override
    public void twins(Effect.Twins twins) {
        world.count("twins");
        assertTrue("there is no twin of " + twins.node(), world.hasTwins());
    }

    @Override
    public void alarm(Effect.Alarm alarm) {
        world.trace(() -> id + ": " + alarm.text());
        world.count("alarm");
        assertTrue("nothing is wrong, but: " + alarm.text(), world.hasForks());
    }

    @Override
    public void shortfall(Effect.Shortfall shortfall) {
        world.shortfall(id, shortfall.text());
    }

    @Override
    public void peersTold(Effect.PeersTold told) {
        // Nobody asks the doctor here.
    }

    /** Everything has come to rest: no read, no apply, all credit given back. */
    void checkAtRest() {
        assertFalse("applying at rest", applier.isBusy());
        replica.activeLinks().values().forEach(link -> end(link).inbound.checkAllGivenBack());
    }

    /** The links in use. */
    int activeLinks() {
        return replica.activeLinks().size();
    }
}
