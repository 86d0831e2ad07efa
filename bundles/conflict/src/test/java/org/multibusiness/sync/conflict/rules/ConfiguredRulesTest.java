package org.multibusiness.sync.conflict.rules;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.conflict.AliveRule;
import org.multibusiness.sync.api.conflict.ColumnRule;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Contest;
import org.multibusiness.sync.api.conflict.Decision;
import org.multibusiness.sync.api.conflict.OrphanRule;
import org.multibusiness.sync.api.conflict.TableRules;

public class ConfiguredRulesTest {
    private static ConfiguredRules rules(String... lines) {
        return new ConfiguredRules(properties(lines));
    }

    private static Map<String, Object> properties(String... lines) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("service.pid", "org.multibusiness.sync.conflict");
        properties.put("component.id", 17L);
        properties.put("osgi.ds.satisfying.condition.target", "(osgi.condition.id=true)");
        for (String line : lines) {
            int equals = line.indexOf(" = ");
            properties.put(line.substring(0, equals), line.substring(equals + 3));
        }
        return properties;
    }

    /** What decides a column: columns of the rule, policy and arguments. */
    private static String deciding(ConfiguredRules rules, TableLayout layout, String column) {
        return rules.of(layout).columns().stream()
                .filter(rule -> rule.columns().contains(column))
                .map(rule -> String.join("+", rule.columns()) + " " + rule.policy() + " "
                        + String.join(" ", rule.arguments()))
                .reduce((a, b) -> a + " AND " + b)
                .orElse("nothing")
                .trim();
    }

    private static void assertRefused(String line, String... said) {
        ConfiguredRules rules = rules("public.products.quantity = delta");
        rules.modified(properties(line));
        String problem = rules.problem();
        assertTrue(problem, problem.contains("etc/org.multibusiness.sync.conflict.cfg: "));
        assertTrue(problem, problem.contains("the former rules stay in force"));
        for (String part : said) {
            assertTrue("says '" + part + "': " + problem, problem.contains(part));
        }
        assertEquals("quantity delta", deciding(rules, Catalogue.PRODUCTS, "quantity"));
    }

    private static void assertUnfit(String line, String... said) {
        List<String> problems = rules(line).problems(Catalogue.ALL);
        assertEquals(problems.toString(), 1, problems.size());
        for (String part : said) {
            assertTrue("says '" + part + "': " + problems, problems.get(0).contains(part));
        }
    }

    @Test
    public void withoutALineTheLastWriterWinsAndADeletionRemovesOnlyWhatItSaw() {
        TableRules rules = rules().of(Catalogue.PRODUCTS);

        assertEquals(AliveRule.UPDATE_WINS, rules.alive());
        assertEquals(6, rules.columns().size());
        assertTrue(rules.columns().stream().allMatch(rule -> rule.policy().equals("last-writer")));
        assertEquals("", rules().problem());
        assertEquals(List.of(), rules().problems(Catalogue.ALL));
    }

    @Test
    public void theMoreExactLineGoesFirst() {
        ConfiguredRules rules = rules(
                "*.*.* = always-keep",
                "public.*.price = prefer-lower",
                "public.prod*.p* = prefer-higher",
                "public.products.p* = manual",
                "public.products.quantity = delta reset-by counted_at");

        assertEquals("quantity delta reset-by counted_at", deciding(rules, Catalogue.PRODUCTS, "quantity"));
        assertEquals("a named table goes first", "price manual", deciding(rules, Catalogue.PRODUCTS, "price"));
        assertEquals("price prefer-lower", deciding(rules, Catalogue.CUSTOMERS, "price"));
        assertEquals("name always-keep", deciding(rules, Catalogue.PRODUCTS, "name"));
    }

    @Test
    public void columnsOfAGroupAreDecidedTogether() {
        ConfiguredRules rules =
                rules("public.customers.street+zip+city = prefer-higher", "public.customers.zip = manual");

        assertEquals("street+zip+city prefer-higher", deciding(rules, Catalogue.CUSTOMERS, "zip"));
        assertEquals("name last-writer", deciding(rules, Catalogue.CUSTOMERS, "name"));
    }

    @Test
    public void aRowIsDecidedAsAWholeExceptForColumnsWithALineOfTheirOwn() {
        ConfiguredRules rules = rules(
                "public.products = delete-wins, by-row prefer-newer counted_at",
                "public.products.quantity = delta",
                "public.*.price = prefer-higher");

        assertEquals(AliveRule.DELETE_WINS, rules.of(Catalogue.PRODUCTS).alive());
        assertEquals("quantity delta", deciding(rules, Catalogue.PRODUCTS, "quantity"));
        assertEquals(
                "counted_at+extra+name+price+tags prefer-newer counted_at",
                deciding(rules, Catalogue.PRODUCTS, "price"));
        assertEquals("price prefer-higher", deciding(rules, Catalogue.CUSTOMERS, "price"));
        assertEquals(AliveRule.UPDATE_WINS, rules.of(Catalogue.CUSTOMERS).alive());
    }

    @Test
    public void nodesHaveTheNamesThatTheConfigurationGivesThem() {
        ConfiguredRules rules =
                rules("public.*.name = node-priority depot fedcba9876543210", "node.depot = 0123456789abcdef");

        assertEquals(
                "name node-priority 0123456789abcdef fedcba9876543210", deciding(rules, Catalogue.PRODUCTS, "name"));
    }

    @Test
    public void aBadLineIsNamedWithWhatIsAllowedAndTheFormerRulesStay() {
        assertRefused(
                "public.products.name = lastwriter", "public.products.name = 'lastwriter'", "prefer-higher", "custom");
        assertRefused(
                "public.products = delta", "'delta' is not a rule for tables", "delete-wins", "SCHEMA.TABLE.COLUMN");
        assertRefused("public.products = delete-wins, update-wins", "after 'delete-wins'");
        assertRefused("public.products = by-row prefer-higher", "prefer-higher can't compare whole rows");
        assertRefused("public.products.name = node-priority depot", "node.depot = ID");
        assertRefused("node.depot = 12", "'12' is not 16 lower-case hex digits", "sync:nodes");
        assertRefused("products = delete-wins", "Write SCHEMA.TABLE");
        assertRefused("public.products.a+ = manual", "name is missing");
        assertRefused("public.products.a+a = manual", "twice");
        assertRefused("public.products.a+b* = manual", "without *");
        assertRefused("public.products.a = custom", "Write custom NAME");
    }

    @Test
    public void aBadFirstConfigurationDecidesNothingUntilItIsMended() {
        ConfiguredRules rules = rules("public.products.name = lastwriter");
        assertTrue(rules.problem(), rules.problem().endsWith("Until it is mended, conflicts wait undecided."));
        assertThrows(IllegalStateException.class, () -> rules.of(Catalogue.PRODUCTS));
        assertEquals("", rules.fingerprint());

        rules.modified(properties("public.products.name = manual"));

        assertEquals("", rules.problem());
        assertEquals("name manual", deciding(rules, Catalogue.PRODUCTS, "name"));
    }

    @Test
    public void aLineThatDoesNotFitTheCatalogueIsNamedAndLeftToTheLastWriter() {
        assertUnfit("public.prodcts.name = manual", "no table public.prodcts is synced here");
        assertUnfit("public.prodcts = delete-wins", "no table public.prodcts is synced here");
        assertUnfit("public.products.nam = manual", "'nam' is unknown", "counted_at, tags");
        assertUnfit("public.products.id = manual", "part of the key");
        assertUnfit("public.products.label = manual", "computed by the database");
        assertUnfit("public.customers.street+town = manual", "'town' is unknown");
        assertUnfit("public.products.price+quantity = delta", "decides one column by itself");
        assertUnfit("public.products.name = delta", "integer, bigint or numeric", "is of type text");
        assertUnfit("public.customers.price = delta", "is of type real");
        assertUnfit("public.products.quantity = delta counted_at", "delta reset-by counted_at");
        assertUnfit("public.products.quantity = delta reset-by counted", "no column 'counted'");
        assertUnfit("public.products.quantity = delta reset-by quantity", "can't reset itself");
        assertUnfit("public.products.extra = prefer-higher", "jsonb");
        assertUnfit("public.products.name = merge-arrays", "needs an array");
        assertUnfit("public.products.name = manual now", "takes no arguments");
        assertUnfit("public.products.name = prefer-newer changed_at", "no column 'changed_at'");
        assertUnfit("public.products.name = node-priority", "the most important one first");

        assertEquals("name last-writer", deciding(rules("public.products.name = delta"), Catalogue.PRODUCTS, "name"));
    }

    @Test
    public void eachColumnIsDecidedExactlyOnceWhateverIsConfigured() {
        ConfiguredRules rules = rules(
                "*.* = by-row last-writer",
                "public.customers.street+zip = manual",
                "public.customers.zip+city = manual",
                "public.*.* = prefer-higher",
                "public.customers.name = delta");
        for (TableLayout layout : Catalogue.ALL) {
            List<String> columns = rules.of(layout).columns().stream()
                    .flatMap(rule -> rule.columns().stream())
                    .sorted()
                    .toList();
            assertEquals(
                    layout.columns().stream()
                            .filter(TableRules::isDecided)
                            .map(column -> column.name())
                            .sorted()
                            .toList(),
                    columns);
        }
    }

    @Test
    public void aPolicyOfYourOwnIsAskedAndMissed() {
        ConfiguredRules rules = rules("public.products.name = custom longest please");

        assertEquals("name longest please", deciding(rules, Catalogue.PRODUCTS, "name"));
        assertTrue(rules.problem(), rules.problem().contains("'longest', which is not installed"));

        rules.bindPolicy(new Longest());
        assertEquals("", rules.problem());
        assertEquals("it refuses arguments", "name last-writer", deciding(rules, Catalogue.PRODUCTS, "name"));

        rules.unbindPolicy(new Longest());
        assertEquals("name longest please", deciding(rules, Catalogue.PRODUCTS, "name"));
    }

    @Test
    public void theFingerprintIsThatOfTheMeaning() {
        String fingerprint = rules("public.a.b = node-priority north", "node.north = 0123456789abcdef")
                .fingerprint();

        assertEquals(32, fingerprint.length());
        assertEquals(
                fingerprint,
                rules("public.a.b =  node-priority  0123456789abcdef").fingerprint());
        assertNotEquals(
                fingerprint,
                rules("public.a.b = node-priority fedcba9876543210").fingerprint());
        assertNotEquals(fingerprint, rules("public.a = delete-wins").fingerprint());
    }

    /** Somebody's own policy. */
    private record Longest() implements ConflictResolver {
        @Override
        public String name() {
            return "longest";
        }

        @Override
        public Optional<String> objection(TableLayout layout, ColumnRule rule) {
            return ConflictResolver.super.objection(layout, rule);
        }

        @Override
        public Decision decide(Contest contest) {
            return Decision.forWrite(contest.latest(), contest, "the longest");
        }
    }

    private static String unique(ConfiguredRules rules, TableLayout layout, String... key) {
        return rules.of(layout)
                .unique(List.of(key))
                .map(rule -> rule.action().text() + " " + String.join("+", rule.columns()))
                .orElse("default")
                .trim();
    }

    @Test
    public void aUniqueKeyHasTheRuleOfTheMostExactLine() {
        ConfiguredRules rules = rules(
                "*.*.* = unique park",
                "public.*.name = unique merge",
                "public.customers.zip+street = unique suffix",
                "public.products.name = prefer-higher, unique suffix");

        assertEquals("suffix name", unique(rules, Catalogue.PRODUCTS, "name"));
        assertEquals("merge name", unique(rules, Catalogue.CUSTOMERS, "name"));
        assertEquals("in any order", "suffix zip+street", unique(rules, Catalogue.CUSTOMERS, "street", "zip"));
        assertEquals("park", unique(rules, Catalogue.CUSTOMERS, "city", "zip"));
        assertEquals("default", unique(rules(), Catalogue.PRODUCTS, "name"));
        assertEquals("name prefer-higher", deciding(rules, Catalogue.PRODUCTS, "name"));
        assertEquals("no group of columns", "zip last-writer", deciding(rules, Catalogue.CUSTOMERS, "zip"));
        assertEquals(List.of(), rules.problems(Catalogue.ALL));
    }

    @Test
    public void aTableSaysWhatBecomesOfARowWhoseParentIsGone() {
        ConfiguredRules rules = rules("public.products = delete-wins, parent park, by-row last-writer");

        assertEquals(OrphanRule.PARK, rules.of(Catalogue.PRODUCTS).orphans());
        assertEquals(AliveRule.DELETE_WINS, rules.of(Catalogue.PRODUCTS).alive());
        assertEquals(OrphanRule.REVIVE, rules.of(Catalogue.CUSTOMERS).orphans());
    }

    @Test
    public void aBadLineAboutUniqueOrForeignKeysIsRefused() {
        assertRefused(
                "public.products.name = unique keep", "'keep'", "one of unique suffix, unique park, unique merge");
        assertRefused("public.products = parent keep", "'keep'", "one of parent revive, parent park");
    }

    @Test
    public void aUniqueLineThatDoesNotFitIsNamed() {
        assertUnfit("public.products.sku = unique park", "no column 'sku'", "the default holds");
        assertUnfit("public.products.price = unique suffix", "type text", "unique park, unique merge");
        assertUnfit("public.products.id = unique suffix", "outside the primary key");
        assertUnfit("public.nothing.name = unique park", "no table public.nothing is synced here");
        assertEquals(List.of(), rules("*.*.sku = unique park").problems(Catalogue.ALL));
    }

    @Test
    public void theFingerprintTellsUniqueAndForeignKeyRulesApart() {
        assertNotEquals(
                rules("public.products.name = unique park").fingerprint(),
                rules("public.products.name = unique merge").fingerprint());
        assertNotEquals(
                rules("public.products = parent park").fingerprint(),
                rules("public.products = parent revive").fingerprint());
    }
}
