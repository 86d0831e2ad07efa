package org.multibusiness.sync.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.multibusiness.sync.demo.Branch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a branch's doctor as its operator would, until it names what was caused; every answer goes into the {@link DoctorReport}. */
final class Consultation {
    private static final Logger LOG = LoggerFactory.getLogger(Consultation.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Causes of the node itself; all others are looked for at its peers. */
    private static final Set<String> OUR_OWN =
            Set.of("NOT_RUNNING", "PORT_TAKEN", "ALONE", "TABLE_NOT_REPLICATED", "DATABASE_DOWN", "MISSING_GRANT");

    private final Branch at;

    private Consultation(Branch at) {
        this.at = at;
    }

    static Consultation at(Branch branch) {
        return new Consultation(branch);
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

    private JsonNode await(
            Duration patience, boolean own, String trouble, String cause, Set<String> wanted, String... sure) {
        List<JsonNode> last = new ArrayList<>(List.of(JSON.createObjectNode()));
        try {
            Awaitility.await(trouble + ": " + wanted + " at " + at.name())
                    .atMost(patience)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        last.set(0, examine(""));
                        return isNamed(diagnosis(last.get(0), own, wanted), sure);
                    });
        } finally {
            LOG.info("{} at {}: {}", trouble, at.name(), last.get(0));
            DoctorReport.add(
                    new DoctorReport.Case(trouble, cause, at.name(), wanted),
                    last.get(0),
                    diagnosis(last.get(0), own, wanted));
        }
        return last.get(0);
    }

    private static boolean isNamed(JsonNode found, String... sure) {
        return !found.isEmpty()
                && (sure.length == 0 || sure[0].equals(found.path("confidence").asText()));
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
