package org.multibusiness.sync.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.support.CommandException;
import org.junit.Test;
import org.multibusiness.sync.api.engine.SyncStatus.DatabaseView;
import org.multibusiness.sync.api.engine.TableView;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.StorageInspection.EventRow;

public class CommandsTest {
    private final FakeSyncEngine engine = new FakeSyncEngine();
    private final FakeSyncOperations operations = new FakeSyncOperations();
    private final FakeSyncInspection inspection = new FakeSyncInspection();
    private final FakeSyncInbox inbox = new FakeSyncInbox();
    private final Services services = new Services(engine, operations, inspection, inbox, null);
    private final Screen screen = new Screen();

    @Test
    public void statusNamesTheNodeItsDatabaseAndItsPeers() throws CommandException {
        String text = screen.run(new StatusCommand(), services);

        assertSays(text, "Bakery West (00000000000000a1), version 1.0.0");
        assertSays(text, "ready, version 17.11, at localhost:5432/shop");
        assertSays(text, "Bakery East");
        assertSays(text, "discovery: multicast, manual; transport: tcp");
        assertSays(text, "Next: nothing needs doing");
    }

    @Test
    public void statusWithoutPeersSaysHowToAddOne() throws CommandException {
        engine.peers = List.of();

        assertSays(screen.run(new StatusCommand(), services), "sync:peer-add HOST adds one by hand");
    }

    @Test
    public void statusWithoutDatabaseSaysWhatIsWrongWithIt() throws CommandException {
        engine.database = new DatabaseView("refused", "", "localhost:5432/shop", "the password was not accepted");

        String text = screen.run(new StatusCommand(), services);

        assertSays(text, "refused, at localhost:5432/shop: the password was not accepted");
        assertSays(text, "Next: mend the database");
    }

    @Test
    public void statusListsWhatNeedsAttentionAndHeldTables() throws CommandException {
        engine.attention = List.of("The clock is 90 s behind Bakery East.");
        engine.heldTables = Map.of("public.product", "column price is numeric here, text there");

        String text = screen.run(new StatusCommand(), services);

        assertSays(text, "  - The clock is 90 s behind Bakery East.");
        assertSays(text, "  - public.product is held: column price is numeric here, text there");
        assertSays(text, "Next: sync:tables");
    }

    @Test
    public void nodesSaysWhyOneIsNotLinked() throws CommandException {
        operations.nodes.add(FakeSyncOperations.node(
                "Bakery North",
                "wrong-key",
                "10.0.0.3:8765",
                List.of("multicast"),
                "It has another registration key."));

        String text = screen.run(new NodesCommand(), services);

        assertSays(text, "Bakery North: It has another registration key.");
        assertSays(text, "Next: no other branch is linked.");
    }

    @Test
    public void peerCommandsPrintWhatHappenedAndWhatIsNext() throws CommandException {
        PeerAddCommand add = new PeerAddCommand();
        add.address = "10.0.0.7";
        PeerRemoveCommand remove = new PeerRemoveCommand();
        remove.address = "10.0.0.7:8765";

        assertSays(screen.run(add, services), "10.0.0.7 added, dialling.");
        assertSays(screen.run(remove, services), "10.0.0.7:8765 removed.");
    }

    @Test
    public void wrongInputBecomesOneLineAndAFailedExit() {
        PeerAddCommand add = new PeerAddCommand();
        add.address = "not a host";

        CommandException failure = assertThrows(CommandException.class, () -> screen.run(add, services));

        assertEquals("'not a host' is not HOST or HOST:PORT.?Give one.", failure.getNiceHelp());
    }

    @Test
    public void limitOutOfRangeIsRefusedNamingTheRange() {
        EventsCommand events = new EventsCommand();
        events.limit = 0;

        CommandException failure = assertThrows(CommandException.class, () -> screen.run(events, services));

        assertEquals("--limit 0 is not allowed: give a number from 1 to 10000", failure.getNiceHelp());
    }

    @Test
    public void missingEngineFailsWithWhatToDoForEveryCommand() {
        Services none = new Services();
        List<SyncCommand<?>> commands = List.of(
                new StatusCommand(),
                new NodesCommand(),
                new DoctorCommand(),
                new PeerAddCommand(),
                new PeerRemoveCommand(),
                new DiscoverCommand(),
                new NowCommand(),
                new PauseCommand(),
                new ResumeCommand(),
                new TablesCommand(),
                new EventsCommand(),
                new ConflictsCommand(),
                conflict(),
                resolve("4b233b"),
                new ParkedCommand(),
                new RetryCommand());

        for (SyncCommand<?> command : commands) {
            CommandException failure = assertThrows(CommandException.class, () -> screen.run(command, none));
            assertSays(failure.getNiceHelp(), "The sync engine is not running. Next: feature:list | grep sync");
        }
    }

    private static ConflictCommand conflict() {
        ConflictCommand conflict = new ConflictCommand();
        conflict.words = List.of("4b233b");
        return conflict;
    }

    private static ResolveCommand resolve(String id) {
        ResolveCommand resolve = new ResolveCommand();
        resolve.words = List.of(id);
        resolve.take = "local";
        return resolve;
    }

    @Test
    public void aConflictShowsWhatEachSideFoundAndWrote() throws CommandException {
        ConflictCommand command = new ConflictCommand();
        command.words = List.of("012345");

        String text = screen.run(command, services);

        assertSays(text, "public.product [42,kg]: changed at two branches");
        assertSays(text, "(1) UPDATE in 00000000000000a1.1:7");
        assertSays(text, "price");
        assertSays(text, "11.00");
        assertSays(text, "12.50");
        assertSays(text, "Next: sync:resolve 01234567 --take TRANSACTION");
    }

    @Test
    public void resolveHandsOnSideAndValues() throws CommandException {
        ResolveCommand resolve = resolve("012345");
        resolve.set.addAll(List.of("price=2.75", "note=a=b", "name="));
        resolve.nulls.add("tags");

        assertSays(screen.run(resolve, services), "Decided.");

        assertEquals("012345 local {price=2.75, note=a=b, name=, tags=null} operator", inbox.resolved);
    }

    @Test
    public void optionsMayStandBehindTheId() throws CommandException {
        ResolveCommand resolve = new ResolveCommand();
        resolve.words = List.of("012345", "--take", "harbour", "--set", "price=2.75", "--null", "tags", "--json");

        assertSays(screen.run(resolve, services), "{\"messages\":[\"Decided.\"]}");

        assertEquals("012345 harbour {price=2.75, tags=null} operator", inbox.resolved);
    }

    @Test
    public void aWordTooManyIsNamed() {
        for (List<String> words : List.of(List.of("012345", "remote"), List.of("012345", "--take"))) {
            ResolveCommand resolve = new ResolveCommand();
            resolve.words = words;

            CommandException failure = assertThrows(CommandException.class, () -> screen.run(resolve, services));

            assertSays(failure.getNiceHelp(), "'" + words.get(1) + "'");
        }
    }

    @Test
    public void resolveWithoutADecisionSaysWhatToGive() {
        ResolveCommand resolve = resolve("012345");
        resolve.take = "";

        CommandException failure = assertThrows(CommandException.class, () -> screen.run(resolve, services));

        assertSays(failure.getNiceHelp(), "say what the row is to be: --take SIDE, --set COLUMN=VALUE, or both");
    }

    @Test
    public void aValueWithoutColumnIsRefused() {
        ResolveCommand resolve = resolve("012345");
        resolve.set.add("2.75");

        CommandException failure = assertThrows(CommandException.class, () -> screen.run(resolve, services));

        assertSays(failure.getNiceHelp(), "--set 2.75 is not COLUMN=VALUE");
    }

    @Test
    public void parkedChangesAreGroupedByTransactionWithTheirReason() throws CommandException {
        String text = screen.run(new ParkedCommand(), services);

        assertSays(text, "00000000000000b1.1:9  public.product [1; 2]");
        assertSays(text, "violates check constraint \"small\" (SQLSTATE 23514, tried 3 times)");
        assertSays(text, "Next: mend what the reasons name, then sync:retry.");
    }

    @Test
    public void retryTellsWhatBecameOfIt() throws CommandException {
        assertSays(screen.run(new RetryCommand(), services), "2 row changes were applied, 0 still wait.");
    }

    @Test
    public void databaseFailureIsToldInItsOwnWords() {
        inspection.failure = new StorageException("The database is not there.", true, new IllegalStateException());

        CommandException failure =
                assertThrows(CommandException.class, () -> screen.run(new ConflictsCommand(), services));

        assertEquals("The database is not there.", failure.getNiceHelp());
    }

    @Test
    public void pauseAndResumeSayWhetherAnythingChanged() throws CommandException {
        assertSays(screen.run(new PauseCommand(), services), "Paused: nothing is sent");
        assertSays(screen.run(new PauseCommand(), services), "Was paused already.");
        assertSays(screen.run(new StatusCommand(), services), "Next: sync:resume");
        assertSays(screen.run(new ResumeCommand(), services), "Resumed.");
        assertFalse(engine.paused);
    }

    @Test
    public void nowAsksTheEngineOnce() throws CommandException {
        screen.run(new NowCommand(), services);

        assertEquals(1, engine.asked);
    }

    @Test
    public void nowFailsWhilePausedAndNamesResume() {
        engine.paused = true;

        CommandException failure = assertThrows(CommandException.class, () -> screen.run(new NowCommand(), services));

        assertSays(failure.getNiceHelp(), "sync:resume");
        assertEquals(0, engine.asked);
    }

    @Test
    public void discoverWithoutDiscoverySaysThatNobodyWasCalled() throws CommandException {
        assertSays(screen.run(new DiscoverCommand(), services), "multicast: announced on eth0");
        operations.discoveries = List.of();
        assertSays(screen.run(new DiscoverCommand(), services), "No discovery is installed");
    }

    @Test
    public void tablesCountsStatesAndExplainsHeldOnes() throws CommandException {
        inspection.tables.add(new TableView("public.product", "synced", "", 0));
        inspection.tables.add(new TableView("public.sale", "held", "column price differs at Bakery East", 5));

        String text = screen.run(new TablesCommand(), services);

        assertSays(text, "public.sale (held): column price differs at Bakery East");
        assertSays(text, "1 synced, 1 held, 0 refused.");
    }

    @Test
    public void eventsPassesItsOptionsOnAndATableWithoutSchemaMeansAnySchema() throws CommandException {
        EventsCommand events = new EventsCommand();
        events.unprocessed = true;
        events.table = "product";
        events.limit = 5;

        assertSays(screen.run(events, services), "Every change is done.");
        assertEquals("true *.product 5", inspection.asked);
    }

    @Test
    public void eventsShowsRowAuthorAndWhetherItIsDone() throws CommandException {
        inspection.events.add(new EventRow(
                "e1",
                "00000000000000a1",
                "00000000000000a1.1:7",
                "public.product",
                "42",
                "UPDATE",
                false,
                "2026-11-22T13:03:10Z"));

        String text = screen.run(new EventsCommand(), services);

        assertSays(text, "public.product");
        assertSays(text, "00000000000000a1.1:7");
        assertSays(text, "no");
    }

    @Test
    public void conflictsTellWhatMetWhatWasDecidedAndWhy() throws CommandException {
        inspection.conflicts.add(FakeSyncInspection.priceConflict("12.50"));

        String text = screen.run(new ConflictsCommand(), services);

        assertSays(text, "public.product [42,kg]: changed at two branches  (open)");
        assertSays(text, "price = 12.50 (last-writer: the newest of 2 values)");
        assertSays(text, "written by 00000000000000a1.1:7 UPDATE, 00000000000000b1.1:9 UPDATE");
    }

    @Test
    public void hugeValuesAreCutOnTheScreen() throws CommandException {
        inspection.conflicts.add(FakeSyncInspection.priceConflict("9".repeat(1_000_000)));

        assertTrue(screen.run(new ConflictsCommand(), services).length() < 1000);
    }

    @Test
    public void noLineIsWiderThanTheScreenWithTheLongestNamesAndAddresses() throws CommandException {
        operations.nodes.add(FakeSyncOperations.node(
                "B".repeat(80), "predecessor-version", "x".repeat(80), List.of("multicast", "manual", "dns"), ""));

        for (String line : screen.run(new NodesCommand(), services).lines().toList()) {
            assertTrue(line.length() + " characters: " + line, line.length() <= 120);
        }
    }

    @Test
    public void lineOfBlanksFromAPeerIsWrappedLikeAnyOther() throws CommandException {
        operations.discoveries = List.of(" ".repeat(500) + "x".repeat(500));

        for (String line : screen.run(new DiscoverCommand(), services).lines().toList()) {
            assertTrue(line.length() + " characters: " + line, line.length() <= 120);
        }
    }

    @Test
    public void controlCharactersOfAPeersNameNeverReachTheTerminal() throws CommandException {
        operations.nodes.add(FakeSyncOperations.node(
                "evil\u001b[2J\r\n\u009b1;1H\u202e", "alive", "10.0.0.9", List.of(), "also\u0007here"));

        String text = screen.run(new NodesCommand(), services);

        assertSays(text, "evil?[2J???1;1H?");
        assertFalse(text.replace("\n", "").chars().anyMatch(Character::isISOControl));
    }

    private static void assertSays(String text, String words) {
        assertTrue("says '" + words + "': " + text, text.contains(words));
    }
}
