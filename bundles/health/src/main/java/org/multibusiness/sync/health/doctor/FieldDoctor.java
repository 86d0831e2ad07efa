package org.multibusiness.sync.health.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.multibusiness.sync.api.discovery.KnownPeer;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.api.doctor.Diagnosis;
import org.multibusiness.sync.api.doctor.Doctor;
import org.multibusiness.sync.api.doctor.Examination;
import org.multibusiness.sync.api.engine.ProviderProblem;
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.core.doctor.Limits;
import org.multibusiness.sync.core.doctor.PeerEvidence.Place;
import org.multibusiness.sync.core.doctor.PeerExam;
import org.multibusiness.sync.core.doctor.SelfEvidence;
import org.multibusiness.sync.core.doctor.SelfExam;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers evidence about this node and its peers, all addresses at once, and names the causes. */
@Component(
        service = {Doctor.class, ProviderProblem.class},
        configurationPid = Settings.PID)
@Designate(ocd = DoctorConfig.class)
public final class FieldDoctor implements Doctor, ProviderProblem {
    private static final Logger LOG = LoggerFactory.getLogger(FieldDoctor.class);
    private static final Duration BUDGET = Duration.ofMillis(9_500);
    private static final int THREADS = 32;

    /** More peers than that are not asked about at once; name one. */
    private static final int MOST_PEERS = 64;

    private final Sources sources;
    private final ThreadPoolExecutor askers;
    private volatile Limits limits;
    private volatile String problem;

    /** Over these sources. */
    @Activate
    public FieldDoctor(DoctorConfig config, @Reference Sources sources) {
        List<String> rejections = new ArrayList<>();
        this.sources = sources;
        this.limits = Settings.from(config, Limits.DEFAULTS, rejections::add);
        this.problem = told(rejections);
        this.askers =
                new ThreadPoolExecutor(THREADS, THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "sync-doctor");
                    thread.setDaemon(true);
                    return thread;
                });
        askers.allowCoreThreadTimeOut(true);
    }

    @Deactivate
    void deactivate() {
        askers.shutdownNow();
    }

    /** Takes the good values of a changed configuration; they count from the next examination on. */
    @Modified
    void modified(DoctorConfig config) {
        List<String> rejections = new ArrayList<>();
        limits = Settings.from(config, limits, rejections::add);
        problem = told(rejections);
    }

    private static String told(List<String> rejections) {
        rejections.forEach(LOG::error);
        return String.join(" ", rejections);
    }

    @Override
    public String provider() {
        return "doctor";
    }

    @Override
    public String problem() {
        return problem;
    }

    @Override
    public Examination examine(String whom) {
        Instant begun = Instant.now();
        SelfEvidence here = new SelfGathering(sources).gather();
        List<Diagnosis> diagnoses = new ArrayList<>(SelfExam.of(here));
        List<KnownPeer> meant = meant(whom.trim(), here);
        PeerGathering gathering = new PeerGathering(sources, here);
        List<List<Place>> places = ask(gathering, meant, begun.plus(BUDGET));
        for (int i = 0; i < meant.size(); i++) {
            diagnoses.add(PeerExam.of(gathering.evidence(meant.get(i), places.get(i)), limits));
        }
        return Examination.of(
                begun.toString(), Duration.between(begun, Instant.now()).toMillis(), diagnoses);
    }

    private List<KnownPeer> meant(String whom, SelfEvidence here) {
        List<KnownPeer> known = Roster.of(sources);
        if (whom.isEmpty()) {
            return known.stream().limit(MOST_PEERS).toList();
        }
        if (whom.equals(here.subject().nodeId())
                || whom.equalsIgnoreCase(here.subject().name())) {
            return List.of();
        }
        List<KnownPeer> meant = known.stream()
                .filter(peer -> isMeant(peer, whom))
                .limit(MOST_PEERS)
                .toList();
        if (meant.isEmpty() && sources.revocation(whom.toLowerCase(Locale.ROOT)).isPresent()) {
            return List.of(PeerGathering.outcast(whom.toLowerCase(Locale.ROOT)));
        }
        return meant.isEmpty() ? stranger(PeerAddress.parse(whom)) : meant;
    }

    /** A host that nobody ever named; empty when it was found to be this node itself, of which the answer tells anyway. */
    private List<KnownPeer> stranger(PeerAddress address) {
        boolean ourselves = sources.facts()
                .map(facts -> facts.failures().get(address))
                .filter(dial -> dial.failure().cause() == DialFailure.Cause.SELF)
                .isPresent();
        return ourselves ? List.of() : List.of(PeerGathering.stranger(address));
    }

    private static boolean isMeant(KnownPeer peer, String whom) {
        String lower = whom.toLowerCase(Locale.ROOT);
        return peer.nodeId().equals(lower)
                || peer.name().equalsIgnoreCase(whom)
                || peer.addresses().stream()
                        .map(KnownPeer.KnownAddress::address)
                        .anyMatch(address -> address.host().equalsIgnoreCase(whom)
                                || address.toString().equalsIgnoreCase(whom));
    }

    private List<List<Place>> ask(PeerGathering gathering, List<KnownPeer> peers, Instant deadline) {
        List<Callable<Place>> questions = new ArrayList<>();
        peers.forEach(peer -> peer.addresses().forEach(address -> questions.add(() -> look(gathering, peer, address))));
        List<Future<Place>> answers = answers(questions, deadline);
        List<List<Place>> places = new ArrayList<>();
        int next = 0;
        for (KnownPeer peer : peers) {
            List<Place> ofPeer = new ArrayList<>();
            for (KnownPeer.KnownAddress address : peer.addresses()) {
                ofPeer.add(answer(gathering, address, next < answers.size() ? List.of(answers.get(next)) : List.of()));
                next++;
            }
            places.add(ofPeer);
        }
        return places;
    }

    private List<Future<Place>> answers(List<Callable<Place>> questions, Instant deadline) {
        try {
            long left = Math.max(1, Duration.between(Instant.now(), deadline).toMillis());
            return askers.invokeAll(questions, left, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** Nobody connects to a predecessor: what it is, its announcement says. */
    private static Place look(PeerGathering gathering, KnownPeer peer, KnownPeer.KnownAddress address) {
        return peer.standing() == Standing.PREDECESSOR ? gathering.unasked(address) : gathering.ask(address);
    }

    private static Place answer(PeerGathering gathering, KnownPeer.KnownAddress address, List<Future<Place>> answer) {
        try {
            return answer.isEmpty() ? gathering.unasked(address) : answer.get(0).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return gathering.unasked(address);
        } catch (ExecutionException | CancellationException late) {
            return gathering.unasked(address);
        }
    }
}
