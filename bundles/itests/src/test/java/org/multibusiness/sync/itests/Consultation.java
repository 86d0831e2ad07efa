package org.multibusiness.sync.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.multibusiness.sync.demo.Branch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a branch's doctor as its operator would, until it names what was caused; every answer goes into the {@link DoctorReport}. */
final class Consultation {
    private static final Logger LOG = LoggerFactory.getLogger(Consultation.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Causes of the node itself; all others are looked for at its peers. */
    private static final Set<String> OUR_OWN = Set.of(
            "NOT_RUNNING",
            "PORT_TAKEN",
            "ALONE",
            "TABLE_NOT_REPLICATED",
            "DATABASE_DOWN",
            "MISSING_GRANT",
            "DISK_QUOTA");

    private final Branch at;
    private final String whom;

    private Consultation(Branch at, String whom) {
        this.at = at;
        this.whom = whom;
    }

    /** Asks about the branch itself and everybody it knows. */
    static Consultation at(Branch branch) {
        return new Consultation(branch, "");
    }

    /** Asks about the branch itself and this node or host, and nobody else. */
    Consultation about(String nodeOrHost) {
        return new Consultation(at, nodeOrHost);
    }

    /**
     * Waits until one of these verdicts is named, with the confidence when one is given.
     *
     * @return the doctor's whole answer, with the command's status as {@code exit}
     */
    JsonNode await(Duration patience, String trouble, String cause, Set<String> wanted, String... sure) {
        return await(patience, OUR_OWN.containsAll(wanted), trouble, cause, wanted, sure);
    }

    /** The same, where the node itself must have it, and not one of its peers. */
    JsonNode awaitOwn(Duration patience, String trouble, String cause, Set<String> wanted, String... sure) {
        return await(patience, true, trouble, cause, wanted, sure);
    }

    /** The same, where one of its peers must have it, and not the node itself. */
    JsonNode awaitOfPeer(Duration patience, String trouble, String cause, Set<String> wanted, String... sure) {
        return await(patience, false, trouble, cause, wanted, sure);
    }

    /** Waits until the link fares well again and nothing at all is left to mend, and the command says so by its status. */
    JsonNode awaitOver(Duration patience, String cause) {
        Set<String> well = Set.of("HEALTHY", "IDLE");
        return await(
                patience,
                new DoctorReport.Case("nothing again", cause, at.name(), well),
                answer -> diagnosis(answer, false, well),
                answer ->
                        answer.get("healthy").asBoolean() && answer.get("exit").asInt() == 0);
    }

    /** Waits until the answer, its evidence included, says this of a peer that fares well all the same. */
    JsonNode awaitNoFault(Duration patience, String trouble, String cause, Pattern evidence) {
        Set<String> well = Set.of("HEALTHY", "IDLE");
        return await(
                patience,
                new DoctorReport.Case(trouble, cause, at.name(), well),
                answer -> diagnosis(answer, false, well),
                answer -> evidence.matcher(answer.toString()).find());
    }

    private JsonNode await(
            Duration patience, boolean own, String trouble, String cause, Set<String> wanted, String... sure) {
        return await(
                patience,
                new DoctorReport.Case(trouble, cause, at.name(), wanted),
                answer -> diagnosis(answer, own, wanted),
                answer -> isSure(diagnosis(answer, own, wanted), sure));
    }

    private JsonNode await(
            Duration patience, DoctorReport.Case told, UnaryOperator<JsonNode> finding, Predicate<JsonNode> enough) {
        List<JsonNode> last = new ArrayList<>(List.of(JSON.createObjectNode()));
        try {
            Awaitility.await(told.trouble() + ": " + told.wanted() + " at " + at.name())
                    .atMost(patience)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        last.set(0, examine(whom));
                        return !finding.apply(last.get(0)).isEmpty() && enough.test(last.get(0));
                    });
        } finally {
            LOG.info("{} at {}: {}", told.trouble(), at.name(), last.get(0));
            DoctorReport.add(told, last.get(0), finding.apply(last.get(0)));
        }
        return last.get(0);
    }

    private static boolean isSure(JsonNode found, String... sure) {
        return sure.length == 0 || sure[0].equals(found.path("confidence").asText());
    }

    /** Asks once about a node or host; empty: about all. Nothing while the node is still starting. */
    JsonNode examine(String whom) throws Exception {
        String text = at.shell("sync:doctor --json " + whom);
        String exit = text.substring(text.lastIndexOf("exit ") + 5).trim();
        for (String line : text.lines().toList()) {
            if (line.startsWith("{")) {
                return ((ObjectNode) JSON.readTree(line)).put("exit", Integer.parseInt(exit));
            }
        }
        return JSON.createObjectNode();
    }

    /** The finding's words; empty when there is no such verdict, neither of the node itself nor of a peer. */
    static String words(JsonNode examination, String verdict) {
        String ofPeer =
                diagnosis(examination, false, Set.of(verdict)).path("finding").asText();
        return ofPeer.isEmpty()
                ? diagnosis(examination, true, Set.of(verdict)).path("finding").asText()
                : ofPeer;
    }

    /** The diagnosis with such a verdict, of a peer rather than of the node itself; nothing when there is none. */
    static JsonNode diagnosis(JsonNode examination, boolean own, Set<String> wanted) {
        List<JsonNode> all = new ArrayList<>();
        examination.path("diagnoses").forEach(each -> all.add(0, each));
        return all.stream()
                .filter(each -> wanted.contains(each.get("verdict").asText()))
                .filter(each -> own == each.get("subject").get("self").asBoolean())
                .findFirst()
                .orElseGet(JSON::createObjectNode);
    }
}
