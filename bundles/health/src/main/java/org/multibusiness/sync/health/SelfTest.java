package org.multibusiness.sync.health;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.multibusiness.sync.api.doctor.Diagnosis;
import org.multibusiness.sync.api.doctor.Doctor;
import org.multibusiness.sync.api.doctor.Examination;
import org.multibusiness.sync.api.doctor.Remedy;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Examines once, a minute after the start, and leaves the summary in the log: by then who is there was heard twice. */
@Component(service = SelfTest.class, immediate = true)
public final class SelfTest {
    private static final Logger LOG = LoggerFactory.getLogger(SelfTest.class);
    private static final long AFTER_SECONDS = 60;
    private static final int MOST_CHARACTERS = 1_000;

    private final ScheduledThreadPoolExecutor later;
    private final Future<?> once;

    /** Waits for its minute. */
    @Activate
    public SelfTest(@Reference Doctor doctor) {
        this.later = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "sync-self-test");
            thread.setDaemon(true);
            return thread;
        });
        this.once = later.schedule(() -> report(doctor), AFTER_SECONDS, TimeUnit.SECONDS);
        later.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // The one task is kept; the thread ends with it.
        later.setKeepAliveTime(1, TimeUnit.SECONDS);
        later.allowCoreThreadTimeOut(true);
    }

    @Deactivate
    void deactivate() {
        once.cancel(true);
        later.shutdownNow();
    }

    private static void report(Doctor doctor) {
        try {
            report(doctor.examine(""));
        } catch (RuntimeException e) {
            LOG.warn("The self-test failed; sync:doctor asks again", e);
        }
    }

    /** One line when all is well; one for each cause when not. */
    static void report(Examination examination) {
        for (Diagnosis diagnosis : examination.diagnoses()) {
            if (diagnosis.verdict().isAlarm()) {
                LOG.warn("Self-test: {}", line(diagnosis));
            }
        }
        if (examination.healthy()) {
            LOG.info(
                    "Self-test: all is well with this node and {} others ({} ms)",
                    examination.diagnoses().size() - 1,
                    examination.tookMs());
        }
    }

    static String line(Diagnosis diagnosis) {
        String next = diagnosis.next().stream().findFirst().map(SelfTest::words).orElse("");
        String line = diagnosis.subject().name() + ": " + diagnosis.verdict().label() + ". " + diagnosis.finding();
        return Plain.text(line, MOST_CHARACTERS) + next + " All evidence: sync:doctor";
    }

    private static String words(Remedy remedy) {
        String where = remedy.place() == Remedy.Place.HERE ? "here" : "there";
        return " Next, " + where + ": " + remedy.what()
                + (remedy.linux().isEmpty() ? "." : ": " + remedy.linux() + ".");
    }
}
