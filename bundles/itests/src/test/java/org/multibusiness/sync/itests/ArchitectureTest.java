package org.multibusiness.sync.itests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.Assert.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import org.junit.BeforeClass;
import org.junit.Test;

/** The floors, as rules. */
public class ArchitectureTest {
    private static final String ROOT = "org.multibusiness.sync.";
    private static final List<String> PROVIDERS = List.of(
            "audit",
            "security",
            "network",
            "discovery.multicast",
            "discovery.manual",
            "discovery.mdns",
            "discovery.dns",
            "discovery.choice",
            "transport.tcp",
            "conflict",
            "partition",
            "schema",
            "storage.postgresql",
            "embedded.postgresql");
    private static final List<String> FLOOR_3 = List.of("engine", "health");
    private static final List<String> FACES = List.of("shell", "webconsole", "access");

    private static JavaClasses product;

    @BeforeClass
    public static void readTheBundles() {
        product = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.multibusiness.sync");
    }

    @Test
    public void everyBundleIsLookedAt() {
        for (List<String> floor : List.of(PROVIDERS, FLOOR_3, FACES, List.of("api", "core"))) {
            for (String bundle : floor) {
                assertTrue(
                        bundle,
                        product.stream().anyMatch(c -> c.getPackageName().startsWith(ROOT + bundle)));
            }
        }
    }

    @Test
    public void theApiUsesNothingButTheJdkAndAnnotations() {
        classes()
                .that()
                .resideInAPackage(ROOT + "api..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        ROOT + "api..",
                        "java..",
                        "javax.net.ssl..",
                        "org.osgi.annotation..",
                        "org.jspecify.annotations.."))
                .check(product);
    }

    @Test
    public void theCoreUsesTheApiAndPureParsOfTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage(ROOT + "core..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        ROOT + "core..",
                        ROOT + "api..",
                        "java.lang..",
                        "java.util",
                        "java.util.function..",
                        "java.util.stream..",
                        "java.time..",
                        "java.nio.charset..",
                        "java.security..",
                        "java.io",
                        "org.osgi.annotation..",
                        "org.jspecify.annotations.."))
                .check(product);
    }

    @Test
    public void theCoreHasNoClockNoRandomnessNoThreadsAndNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "core..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(
                        Thread.class,
                        java.util.Random.class,
                        java.security.SecureRandom.class,
                        java.util.Timer.class,
                        java.io.InputStream.class,
                        java.io.OutputStream.class,
                        java.io.File.class)
                .check(product);
    }

    @Test
    public void providersNeverUseEachOther() {
        for (String provider : PROVIDERS) {
            for (String other : PROVIDERS) {
                if (!other.equals(provider)) {
                    noClasses()
                            .that()
                            .resideInAPackage(ROOT + provider + "..")
                            .should()
                            .dependOnClassesThat(resideInAPackage(ROOT + other + ".."))
                            .check(product);
                }
            }
        }
    }

    @Test
    public void providersUseNoHigherFloor() {
        String[] higher = java.util.stream.Stream.concat(FLOOR_3.stream(), FACES.stream())
                .map(bundle -> ROOT + bundle + "..")
                .toArray(String[]::new);
        for (String provider : PROVIDERS) {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + provider + "..")
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(higher))
                    .check(product);
        }
    }

    @Test
    public void theEngineKnowsProvidersAsServicesOnly() {
        for (String upper : FLOOR_3) {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + upper + "..")
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(
                            PROVIDERS.stream().map(p -> ROOT + p + "..").toArray(String[]::new)))
                    .check(product);
        }
    }

    @Test
    public void theFacesUseTheApiOnly() {
        for (String face : FACES) {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + face + "..")
                    .should()
                    .dependOnClassesThat(resideInAPackage("org.multibusiness.sync..")
                            .and(com.tngtech.archunit.base.DescribedPredicate.not(
                                    resideInAnyPackage(ROOT + face + "..", ROOT + "api.."))))
                    .check(product);
        }
    }

    /** The launch options carry jdk.serialFilter=!* besides; this is for whoever runs our bundles elsewhere. */
    @Test
    public void nothingDeserializesJavaObjects() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveSimpleNameStartingWith("ObjectInput")
                .orShould(callAMethodThatDeserializes())
                .check(product);
    }

    /** Whoever holds the stream: RMI's, JNDI's, an EJB's handle, XMLDecoder. */
    private static ArchCondition<JavaClass> callAMethodThatDeserializes() {
        Set<String> names = Set.of("readObject", "readUnshared", "readResolve", "readExternal", "readObjectNoData");
        return new ArchCondition<>("call or declare a method that deserializes") {
            @Override
            public void check(JavaClass looked, ConditionEvents events) {
                looked.getMethodCallsFromSelf().stream()
                        .filter(call -> names.contains(call.getTarget().getName())
                                && !call.getTargetOwner().getName().startsWith(ROOT))
                        .forEach(call -> events.add(SimpleConditionEvent.satisfied(call, call.getDescription())));
                looked.getMethods().stream()
                        .filter(method -> names.contains(method.getName()))
                        .forEach(method -> events.add(SimpleConditionEvent.satisfied(method, method.getDescription())));
            }
        };
    }
}
