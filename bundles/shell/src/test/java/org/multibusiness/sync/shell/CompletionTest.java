package org.multibusiness.sync.shell;

import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.ArgumentCommandLine;
import org.junit.Test;
import org.multibusiness.sync.api.engine.TableView;

public class CompletionTest {
    private final FakeSyncOperations operations = new FakeSyncOperations();
    private final FakeSyncInspection inspection = new FakeSyncInspection();
    private final FakeSyncInbox inbox = new FakeSyncInbox();
    private final Services services = new Services(new FakeSyncEngine(), operations, inspection, inbox, null);

    @Test
    public void peerRemoveOffersWhatWasAddedByHand() {
        operations.nodes.add(FakeSyncOperations.node("East", "linked", "10.0.0.2:8765", List.of("multicast"), ""));
        operations.nodes.add(FakeSyncOperations.node("North", "linked", "10.0.0.3:8765", List.of("manual"), ""));
        ManualPeerCompleter completer = new ManualPeerCompleter();
        completer.services = services;

        assertEquals(List.of("10.0.0.3:8765"), offered(completer, ""));
    }

    @Test
    public void peerRemoveOffersAllOthersWhenNoneWasAddedByHand() {
        operations.nodes.add(FakeSyncOperations.node("East", "linked", "10.0.0.2:8765", List.of("multicast"), ""));
        ManualPeerCompleter completer = new ManualPeerCompleter();
        completer.services = services;

        assertEquals(List.of("10.0.0.2:8765"), offered(completer, "10."));
    }

    @Test
    public void peerAddOffersWhoWasHeardOfAndIsNotLinked() {
        operations.nodes.add(FakeSyncOperations.node("East", "linked", "10.0.0.2:8765", List.of("multicast"), ""));
        operations.nodes.add(FakeSyncOperations.node("North", "alive", "10.0.0.3:8765", List.of("multicast"), ""));
        KnownPeerCompleter completer = new KnownPeerCompleter();
        completer.services = services;

        assertEquals(List.of("10.0.0.3:8765"), offered(completer, ""));
    }

    @Test
    public void eventsOffersTables() {
        inspection.tables.add(new TableView("public.product", "synced", "", 0));
        inspection.tables.add(new TableView("public.sale", "synced", "", 0));
        TableCompleter completer = new TableCompleter();
        completer.services = services;

        assertEquals(List.of("public.product"), offered(completer, "public.p"));
    }

    @Test
    public void withoutEngineNothingIsOfferedAndNothingFails() {
        TableCompleter tables = new TableCompleter();
        tables.services = new Services();
        ManualPeerCompleter manual = new ManualPeerCompleter();
        manual.services = new Services();
        KnownPeerCompleter known = new KnownPeerCompleter();
        known.services = new Services();

        assertEquals(List.of(), offered(tables, ""));
        assertEquals(List.of(), offered(manual, ""));
        assertEquals(List.of(), offered(known, ""));
    }

    @SuppressWarnings("NullAway") // StringsCompleter never looks at the session.
    private static List<String> offered(Completer completer, String typed) {
        Session session = null;
        List<String> candidates = new ArrayList<>();
        completer.complete(session, new ArgumentCommandLine(typed, typed.length()), candidates);
        return candidates.stream().map(String::strip).toList();
    }
}
