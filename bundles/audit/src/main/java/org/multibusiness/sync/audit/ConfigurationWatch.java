package org.multibusiness.sync.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;
import org.multibusiness.sync.api.audit.AuditTrail;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records which keys of our configurations were changed, by whatever way: file, shell, console, or while the service was down. Who it
 * was nobody says. Never values.
 */
@Component(service = ConfigurationListener.class, configurationPid = AuditConfig.PID, immediate = true)
public final class ConfigurationWatch implements ConfigurationListener {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationWatch.class);
    private static final String OURS = "org.multibusiness.sync.";

    private final AuditTrail trail;
    private final Reading reading;
    private final Path file;
    private @Nullable ConfigurationMarks marks;

    /** Reads configurations. */
    interface Reading {
        /** The properties by name of those that match. */
        Map<String, Map<String, ?>> matching(String filter) throws IOException;
    }

    /** Called by the container. */
    @Activate
    public ConfigurationWatch(
            AuditConfig config,
            BundleContext context,
            @Reference Recorder trail,
            @Reference ConfigurationAdmin configurations) {
        this(
                Settings.from(config, Recorder.data(context)).sealDirectory().resolve("configurations"),
                trail,
                filter -> read(configurations, filter));
    }

    ConfigurationWatch(Path file, AuditTrail trail, Reading reading) {
        this.file = file;
        this.trail = trail;
        this.reading = reading;
        look("(service.pid=" + OURS + "*)", true);
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        String pid = event.getPid();
        if (!pid.startsWith(OURS) || event.getType() == ConfigurationEvent.CM_LOCATION_CHANGED) {
            return;
        }
        if (event.getType() == ConfigurationEvent.CM_DELETED) {
            compare(pid, Map.of());
        } else {
            look("(service.pid=" + pid + ")", false);
        }
    }

    private synchronized void look(String filter, boolean all) {
        try {
            ConfigurationMarks known = loaded();
            boolean first = known.isEmpty();
            Map<String, Map<String, ?>> found = reading.matching(filter);
            if (all && first) {
                found.forEach(known::changed);
                trail.record(AuditEvent.of(AuditKind.CONFIGURATION_CHANGED, "")
                        .with("note", "first look, at " + found.size() + " configurations"));
                known.store();
                return;
            }
            found.forEach(this::compare);
            if (all) {
                known.known().stream().filter(pid -> !found.containsKey(pid)).forEach(pid -> compare(pid, Map.of()));
            }
        } catch (IOException e) {
            LOG.warn(
                    "The audit could not look at configurations matching {} ({}): a change of them may not be recorded."
                            + " Make room, or give the user that runs this service the right to {}.",
                    filter,
                    e.toString(),
                    file);
        }
    }

    private synchronized void compare(String pid, Map<String, ?> now) {
        try {
            ConfigurationMarks known = loaded();
            SortedSet<String> changed = known.changed(pid, now);
            if (changed.isEmpty()) {
                return;
            }
            AuditEvent event =
                    AuditEvent.of(AuditKind.CONFIGURATION_CHANGED, pid).with("keys", String.join(" ", changed));
            trail.record(now.isEmpty() ? event.with("note", "the configuration was removed") : event);
            known.store();
        } catch (IOException e) {
            LOG.warn(
                    "What the audit knows of the configuration {} can't be kept in {} ({}). Make room, or give the user that runs"
                            + " this service the right to that folder.",
                    pid,
                    file,
                    e.toString());
        }
    }

    private ConfigurationMarks loaded() throws IOException {
        ConfigurationMarks known = marks;
        if (known == null) {
            known = ConfigurationMarks.load(file);
            marks = known;
        }
        return known;
    }

    private static Map<String, Map<String, ?>> read(ConfigurationAdmin configurations, String filter)
            throws IOException {
        Map<String, Map<String, ?>> found = new java.util.TreeMap<>();
        try {
            Configuration[] matching = configurations.listConfigurations(filter);
            if (matching != null) {
                for (Configuration configuration : matching) {
                    Dictionary<String, Object> properties = configuration.getProperties();
                    if (properties != null) {
                        found.put(configuration.getPid(), FrameworkUtil.asMap(properties));
                    }
                }
            }
            return found;
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException("a configuration's name can't stand in a filter: " + filter, e);
        }
    }
}
