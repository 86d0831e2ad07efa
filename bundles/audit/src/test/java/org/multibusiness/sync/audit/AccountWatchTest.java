package org.multibusiness.sync.audit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.audit.AuditEvent;

public class AccountWatchTest {
    private static final String BASE = """
            # who may log in
            admin = {PBKDF2}canary-hash{PBKDF2},_g_:admingroup
            _g_\\:admingroup = group,admin,manager
            """;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<AuditEvent> recorded = new ArrayList<>();
    private Path users = Path.of("");
    private Path seal = Path.of("");

    @Before
    public void writeUsers() throws IOException {
        users = folder.getRoot().toPath().resolve("users.properties");
        seal = folder.getRoot().toPath().resolve("seal");
        write(BASE);
    }

    private void write(String text) throws IOException {
        Files.writeString(users, text, StandardCharsets.ISO_8859_1);
    }

    private AccountWatch watch() {
        return new AccountWatch(folder.getRoot().toPath(), seal, recorded::add);
    }

    private AccountWatch watchThatKnowsAll() {
        AccountWatch watch = watch();
        lookTwice(watch);
        recorded.clear();
        return watch;
    }

    private static void lookTwice(AccountWatch watch) {
        watch.look();
        watch.look();
    }

    private List<String> told() {
        List<String> told = recorded.stream()
                .map(event ->
                        event.subject() + " " + String.join("|", event.details().values()))
                .toList();
        recorded.clear();
        return told;
    }

    @Test
    public void theFirstLookSaysHowManyThereAre() {
        lookTwice(watch());

        assertEquals(
                List.of(
                        " users.properties|first look, at 2 users and groups",
                        " keys.properties|first look, at 0 users and groups"),
                told());
    }

    @Test
    public void whoIsAddedOrRemovedAndWhoseRolesChangeIsRecordedByNameAndNeverBySecret() throws IOException {
        AccountWatch watch = watchThatKnowsAll();
        write(BASE + "ann = canary-plain,_g_:viewergroup,operator\nbob = canary-plain,viewer\n");
        lookTwice(watch);
        assertEquals(
                List.of("ann users.properties|group viewergroup, operator|added", "bob users.properties|viewer|added"),
                told());

        write(BASE.replace("admin,manager", "admin") + "ann = canary-other,admin\n");
        lookTwice(watch);
        String all = recorded.toString() + Files.readString(seal.resolve("users"));
        assertEquals(
                List.of(
                        "group admingroup users.properties|admin|admin, manager|roles",
                        "ann users.properties|admin|group viewergroup, operator|roles",
                        "bob users.properties|viewer|removed"),
                told());
        assertThat(all, not(containsString("canary")));
    }

    @Test
    public void aPasswordThatIsHashedOrChangedIsNoChangeOfWhoMayLogIn() throws IOException {
        AccountWatch watch = watchThatKnowsAll();
        write(BASE.replace("canary-hash", "another"));
        lookTwice(watch);

        assertEquals(List.of(), told());
    }

    @Test
    public void aFileThatIsHalfWrittenIsLookedAtAgain() throws IOException {
        AccountWatch watch = watchThatKnowsAll();
        write("");
        watch.look();
        write(BASE + "ann = x,viewer\n");
        lookTwice(watch);

        assertEquals(List.of("ann users.properties|viewer|added"), told());
    }

    @Test
    public void whatChangedWhileTheServiceWasDownIsRecordedAtTheNextStart() throws IOException {
        watchThatKnowsAll();
        write(BASE + "ann = x,viewer\n");
        lookTwice(watch());
        assertEquals(List.of("ann users.properties|viewer|added"), told());

        lookTwice(watch());
        assertEquals(List.of(), told());
    }

    @Test
    public void aRemovedFileLeavesNobodyAndANewKeyIsSomebody() throws IOException {
        AccountWatch watch = watchThatKnowsAll();
        Files.delete(users);
        Files.writeString(
                folder.getRoot().toPath().resolve("keys.properties"), "sync-client = AAAAcanary=,_g_:admingroup\n");
        lookTwice(watch);

        assertEquals(
                List.of(
                        "group admingroup users.properties|admin, manager|removed",
                        "admin users.properties|group admingroup|removed",
                        "sync-client keys.properties|group admingroup|added"),
                told());
    }

    @Test
    public void namesThatWouldWriteLinesAreHarmlessAndAHugeFileIsNotRead() throws IOException {
        AccountWatch watch = watchThatKnowsAll();
        write(BASE + "e\\tv\\nil = x,ro\\nle\n");
        lookTwice(watch);
        assertEquals(List.of("e?v?il users.properties|ro?le|added"), told());
        lookTwice(watch());
        assertEquals("what was kept is read as it was written", List.of(), told());

        write("#".repeat((int) Accounts.LONGEST + 1));
        lookTwice(watch);
        assertEquals(List.of(), told());
    }
}
