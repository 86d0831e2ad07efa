package org.multibusiness.sync.shell;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.multibusiness.sync.api.doctor.Diagnosis;
import org.multibusiness.sync.api.doctor.EvidenceStep;
import org.multibusiness.sync.api.doctor.Examination;
import org.multibusiness.sync.api.doctor.Remedy;

/** {@code sync:doctor}. */
@Service
@Command(
        scope = "sync",
        name = "doctor",
        description = "Finds out why a branch does not appear, and what to do",
        detailedDescription = """
                Examines this node and every other one it knows, or the one that is
                named: does the port answer, is the server alive, do keys, clocks and
                tables agree, what do the other branches see of it. Names the cause
                with the evidence, and the commands that mend it here and there.
                Takes up to 10 seconds and changes nothing.

                Exit status: 0 when all is well, 1 when something needs mending.

                Examples: sync:doctor
                          sync:doctor 192.168.0.20
                          bin/client 'sync:doctor --json'
                """)
public final class DoctorCommand extends SyncCommand<Examination> {
    @Argument(
            name = "node",
            description = "A node's id or name, or HOST[:PORT], known or not; without it: all that are known")
    @Completion(KnownPeerCompleter.class)
    String node = "";

    @Override
    Examination ask(Services from) throws CommandException {
        return from.doctor().examine(node);
    }

    @Override
    boolean isBad(Examination examination) {
        return !examination.healthy();
    }

    @Override
    void show(Examination examination, Page page) {
        examination.diagnoses().forEach(diagnosis -> {
            show(diagnosis, page);
            page.blank();
        });
        long wrong = examination.diagnoses().stream()
                .filter(diagnosis -> diagnosis.verdict().isAlarm())
                .count();
        if (wrong == 0) {
            page.line("All is well.");
            page.next("nothing needs doing.");
        } else {
            page.line(wrong == 1 ? "One thing needs mending." : wrong + " things need mending.");
            page.next("do what is said above, then sync:doctor again.");
        }
    }

    private static void show(Diagnosis diagnosis, Page page) {
        Diagnosis.Subject subject = diagnosis.subject();
        String at = subject.address().isEmpty() ? "" : " at " + subject.address();
        page.line((subject.self() ? "This node, " : "") + subject.name() + at + ": "
                + diagnosis.verdict().label().toUpperCase(java.util.Locale.ROOT) + " ("
                + diagnosis.confidence().name().toLowerCase(java.util.Locale.ROOT) + ")");
        page.line("  " + diagnosis.finding());
        diagnosis
                .evidence()
                .forEach(step -> page.line("  " + mark(step.mark()) + " " + step.step() + ": " + step.detail()));
        if (diagnosis.verdict().isAlarm()) {
            show(diagnosis.next(), page);
        }
    }

    private static String mark(EvidenceStep.Mark mark) {
        return switch (mark) {
            case GOOD -> "\u2713";
            case BAD -> "\u2717";
            case UNKNOWN -> "?";
        };
    }

    private static void show(List<Remedy> remedies, Page page) {
        page.line("  Next:");
        for (Remedy remedy : remedies) {
            page.line("    " + (remedy.place() == Remedy.Place.HERE ? "here: " : "there: ") + remedy.what());
            if (!remedy.linux().isEmpty()) {
                page.line("      Linux    " + remedy.linux());
                page.line("      Windows  " + remedy.windows());
            }
        }
    }
}
