package org.multibusiness.sync.audit;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.osgi.service.cm.ConfigurationEvent;

public class ConfigurationWatchTest {
    private static final String TCP = "org.multibusiness.sync.transport.tcp";
    private static final String SECURITY = "org.multibusiness.sync.security";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Map<String, Map<String, ?>> configurations = new HashMap<>();
    private final List<AuditEvent> recorded = new ArrayList<>();
    private Path file = Path.of("");

    @Before
    public void configure() {
        file = folder.getRoot().toPath().resolve("seal/configurations");
        configurations.put(TCP, Map.of("service.pid", TCP, "port", "8765", "hosts", new String[] {"a", "b"}));
        configurations.put(SECURITY, Map.of("registration.key", "canary-of-a-secret"));
    }

    private ConfigurationWatch watch() {
        return new ConfigurationWatch(file, recorded::add, filter -> {
            Map<String, Map<String, ?>> found = new HashMap<>(configurations);
            found.keySet().removeIf(pid -> !filter.contains("*") && !filter.contains("=" + pid + ")"));
            return found;
        });
    }

    private void tell(ConfigurationWatch watch, int type, String pid) {
        watch.configurationEvent(new ConfigurationEvent(new NoReference(), type, null, pid));
    }

    private List<String> told() {
        List<String> told = recorded.stream()
                .map(event ->
                        event.subject() + " " + String.join(",", event.details().values()))
                .toList();
        recorded.clear();
        return told;
    }

    @Test
    public void aChangeNamesTheKeysThatAreNotAsTheyWereAndNeverAValue() throws IOException {
        ConfigurationWatch watch = watch();
        assertEquals(List.of(" first look, at 2 configurations"), told());
        configurations.put(TCP, Map.of("port", "9999", "max.links", "7", "hosts", new String[] {"a", "b"}));
        tell(watch, ConfigurationEvent.CM_UPDATED, TCP);
        configurations.put(SECURITY, Map.of("registration.key", "canary-of-another"));
        tell(watch, ConfigurationEvent.CM_UPDATED, SECURITY);
        assertEquals(List.of(TCP + " max.links port", SECURITY + " registration.key"), told());
        assertThat(Files.readString(file), not(containsString("canary")));
    }

    @Test
    public void anUpdateThatChangesNothingIsNotRecordedNorIsWhatIsNotOurs() {
        ConfigurationWatch watch = watch();
        told();
        tell(watch, ConfigurationEvent.CM_UPDATED, TCP);
        tell(watch, ConfigurationEvent.CM_UPDATED, "org.apache.karaf.shell");
        assertEquals(List.of(), told());
    }

    @Test
    public void whatWasChangedOrRemovedWhileTheServiceWasDownIsRecordedAtTheNextStart() {
        watch();
        told();
        configurations.put(TCP, Map.of("port", "1", "hosts", new String[] {"a", "b"}));
        configurations.remove(SECURITY);
        watch();
        assertEquals(List.of(TCP + " port", SECURITY + " registration.key,the configuration was removed"), told());
        watch();
        assertEquals(List.of(), told());
    }

    @Test
    public void aRemovedConfigurationIsRecordedOnce() {
        ConfigurationWatch watch = watch();
        told();
        configurations.remove(TCP);
        tell(watch, ConfigurationEvent.CM_DELETED, TCP);
        tell(watch, ConfigurationEvent.CM_DELETED, TCP);
        assertEquals(List.of(TCP + " hosts port,the configuration was removed"), told());
    }
}
