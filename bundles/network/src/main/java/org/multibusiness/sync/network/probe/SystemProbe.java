package org.multibusiness.sync.network.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.multibusiness.sync.api.network.NetworkProbe;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Asks with what Java and the system have: connections, echo requests, the neighbour table, the process table. */
@Component(service = NetworkProbe.class)
public final class SystemProbe implements NetworkProbe {
    private static final int MOST_RESOLVERS = 16;
    private static final int MOST_ADDRESSES = 4;

    /** The name service can't be interrupted: it gets threads of its own, which end when it answers. */
    private final ExecutorService resolvers =
            new ThreadPoolExecutor(0, MOST_RESOLVERS, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "sync-probe-resolver");
                thread.setDaemon(true);
                return thread;
            });

    private final Neighbours neighbours = new Neighbours(new SystemCommand());
    private final PortHolders holders = new PortHolders(new SystemCommand());

    /** Called by the container. */
    @Activate
    public SystemProbe() {}

    @Deactivate
    void deactivate() {
        resolvers.shutdownNow();
    }

    @Override
    public List<InetAddress> resolve(String host, Duration patience) {
        try {
            Future<List<InetAddress>> answer = resolvers.submit(() -> lookUp(host));
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException unknown) {
            return List.of();
        }
    }

    private static List<InetAddress> lookUp(String host) {
        try {
            List<InetAddress> all = List.of(InetAddress.getAllByName(host));
            return all.subList(0, Math.min(all.size(), MOST_ADDRESSES));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    @Override
    public Knock knock(InetAddress host, int port, Duration patience) {
        return Knocker.knock(host, port, patience);
    }

    @Override
    public Life life(InetAddress host, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        if (isOurs(host)) {
            return new Life(Neighbour.NONE, true, "it is this server itself");
        }
        Optional<String> other = Knocker.anyPort(host, part(patience, 4));
        boolean echo = other.isEmpty() && echoes(host, part(patience, 4));
        Neighbours.Entry entry = neighbours.settled(host, deadline);
        if (entry.neighbour() == Neighbour.ANSWERS) {
            return new Life(Neighbour.ANSWERS, true, entry.evidence());
        }
        if (other.isPresent()) {
            return new Life(entry.neighbour(), true, other.get());
        }
        return echo
                ? new Life(entry.neighbour(), true, "it answers an echo request (ping)")
                : new Life(entry.neighbour(), false, entry.evidence() + "; " + way(host));
    }

    private static String way(InetAddress host) {
        return Way.to(host)
                .map(source -> "what is for it leaves from " + source.getHostAddress())
                .orElse("no route of this server leads there");
    }

    private static boolean isOurs(InetAddress host) {
        try {
            return host.isLoopbackAddress() || java.net.NetworkInterface.getByInetAddress(host) != null;
        } catch (IOException e) {
            return false;
        }
    }

    /** Without the right to send ICMP Java knocks at port 7 instead: a yes is a sign of life, a no is none. */
    private static boolean echoes(InetAddress host, Duration patience) {
        try {
            return host.isReachable((int) patience.toMillis());
        } catch (IOException e) {
            return false;
        }
    }

    private static Duration part(Duration whole, int of) {
        return whole.dividedBy(of);
    }

    @Override
    public Optional<String> owner(Protocol protocol, int port) {
        return holders.of(protocol, port);
    }
}
