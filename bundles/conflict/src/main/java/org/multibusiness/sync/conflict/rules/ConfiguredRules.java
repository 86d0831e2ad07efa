package org.multibusiness.sync.conflict.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.ConflictRules;
import org.multibusiness.sync.api.conflict.TableRules;
import org.multibusiness.sync.api.engine.ProviderProblem;
import org.multibusiness.sync.conflict.Shipped;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the configured rules, and of a bad configuration the last good one: as a whole, because half of a change is no
 * configuration that anybody meant. When the first one is bad there is none in force: to decide by other rules than the other
 * nodes would part the branches for good, so conflicts wait. Thread-safe; no method blocks.
 */
@Component(
        service = {ConflictRules.class, ProviderProblem.class},
        configurationPid = Configuration.PID)
public final class ConfiguredRules implements ConflictRules, ProviderProblem {
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredRules.class);

    /** Everybody else's policies by name; ours are always there. */
    private final Map<String, ConflictResolver> others = new ConcurrentHashMap<>();

    private volatile @Nullable Current current;
    private volatile String problem = "";

    /** A configuration in force, and what it means for the tables that were asked for. */
    private final class Current {
        final Configuration configuration;
        final RuleBook book;
        final Map<TableLayout, TableRules> laid = new ConcurrentHashMap<>();

        Current(Configuration configuration) {
            this.configuration = configuration;
            this.book = new RuleBook(configuration, ConfiguredRules.this::policy);
        }
    }

    /** Called by the container. */
    @Activate
    public ConfiguredRules(Map<String, Object> properties) {
        configure(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        configure(properties);
    }

    private synchronized void configure(Map<String, ?> properties) {
        Configuration.Reading reading = Configuration.read(properties);
        if (reading.errors().isEmpty()) {
            Configuration read = reading.configuration();
            current = new Current(read);
            problem = "";
            LOG.info(
                    "Conflict rules: {} lines in force, fingerprint {}; every node must have the same",
                    read.size(),
                    read.fingerprint());
        } else {
            problem = String.join(" ", reading.errors())
                    + (current == null
                            ? " Until it is mended, conflicts wait undecided."
                            : " Until it is mended, the former rules stay in force.");
            LOG.error("{}", problem);
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindPolicy(ConflictResolver policy) {
        others.put(policy.name(), policy);
        layAnew();
    }

    void unbindPolicy(ConflictResolver policy) {
        others.remove(policy.name(), policy);
        layAnew();
    }

    private synchronized void layAnew() {
        Current now = current;
        current = now == null ? null : new Current(now.configuration);
    }

    private Optional<ConflictResolver> policy(String name) {
        return Shipped.policy(name).or(() -> Optional.ofNullable(others.get(name)));
    }

    @Override
    public TableRules of(TableLayout layout) {
        Current now = current;
        if (now == null) {
            throw new IllegalStateException("there are no conflict rules: " + problem);
        }
        @Nullable TableRules known = now.laid.get(layout);
        if (known == null) {
            known = now.book.lay(layout).rules();
            now.laid.put(layout, known);
        }
        return known;
    }

    @Override
    public List<String> problems(List<TableLayout> catalogue) {
        Current now = current;
        return now == null ? List.of() : Fit.problems(now.configuration, now.book, catalogue);
    }

    @Override
    public String fingerprint() {
        Current now = current;
        return now == null ? "" : now.configuration.fingerprint();
    }

    @Override
    public String provider() {
        return "conflict";
    }

    @Override
    public String problem() {
        return Stream.concat(Stream.of(problem), missing())
                .filter(text -> !text.isEmpty())
                .reduce((a, b) -> a + " " + b)
                .orElse("");
    }

    private Stream<String> missing() {
        Current now = current;
        Configuration configuration = now == null ? Configuration.EMPTY : now.configuration;
        Stream<PolicyCall> calls = Stream.concat(
                configuration.columns().stream().map(ColumnLine::call),
                configuration.tables().stream().flatMap(line -> line.byRow().stream()));
        return calls.map(PolicyCall::policy)
                .distinct()
                .filter(name -> policy(name).isEmpty())
                .map(name -> "etc/" + Configuration.PID + ".cfg names the policy '" + name
                        + "', which is not installed: conflicts of its columns wait. Install the bundle that brings it, or name"
                        + " another policy.");
    }
}
