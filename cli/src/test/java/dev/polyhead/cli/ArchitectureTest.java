package dev.polyhead.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The house's rules: who may know whom. The first test proves that the others look at the whole house. */
class ArchitectureTest {
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.polyhead");

    /** Each module, and the modules it may use. */
    private static final Map<String, Set<String>> ARROW = Map.ofEntries(
            entry("core", Set.of()),
            entry("media", Set.of()),
            entry("text", Set.of("core", "media")),
            entry("vision", Set.of("core", "media")),
            entry("speech", Set.of("core", "media", "text")),
            entry("clip", Set.of("core", "media", "text", "vision")),
            entry("music", Set.of("core", "media")),
            entry("webapp", Set.of("core", "media", "text", "vision", "speech", "clip", "music")),
            entry("cli", Set.of("core", "media", "text", "vision", "speech", "clip", "music", "webapp")));

    /** Core's packages in reading order: each may use those before it, none after it. */
    private static final List<String> CORE = List.of(
            "tensor",
            "checkpoint",
            "onnx",
            "runtime",
            "layer",
            "attention",
            "transformer",
            "generation",
            "model",
            "hub");

    /**
     * A library, and the only packages that may know it.
     *
     * @param inCode whether they name its classes; else they reach it through templates or service lookup
     */
    record Secret(String library, boolean inCode, String... keepers) {
        static Secret of(String library, String... keepers) {
            return new Secret(library, true, keepers);
        }

        static Secret unnamed(String library, String... keepers) {
            return new Secret(library, false, keepers);
        }

        @Override
        public String toString() {
            return library + " is known to " + String.join(", ", keepers) + " alone";
        }
    }

    static List<Secret> secrets() {
        return List.of(
                Secret.of("ai.onnxruntime..", "dev.polyhead.core.runtime.."),
                Secret.of("ai.onnx.proto..", "dev.polyhead.core.onnx.."),
                Secret.of("com.google.protobuf..", "dev.polyhead.core.onnx.."),
                Secret.of("org.bytedeco..", "dev.polyhead.media.."),
                Secret.of("be.tarsos..", "dev.polyhead.media..", "dev.polyhead.speech.."),
                Secret.unnamed("com.twelvemonkeys..", "dev.polyhead.media.."),
                Secret.of("com.drew..", "dev.polyhead.media.."),
                Secret.of("ai.djl..", "dev.polyhead.text.tokenizer.."),
                Secret.of("org.apache.lucene..", "dev.polyhead.clip.."),
                Secret.of("picocli..", "dev.polyhead.cli.."),
                Secret.of("org.springframework..", "dev.polyhead.webapp..", "dev.polyhead.cli.."),
                Secret.unnamed("org.thymeleaf..", "dev.polyhead.webapp.."),
                Secret.of("jakarta.servlet..", "dev.polyhead.webapp.."),
                Secret.of("org.jobrunr..", "dev.polyhead.webapp.."));
    }

    @Test
    void theRulesLookAtTheWholeProject() {
        for (String module : ARROW.keySet()) {
            long seen = CODE.stream()
                    .filter(resideInAPackage("dev.polyhead." + module + ".."))
                    .count();
            assertTrue(seen > 3, "only " + seen + " classes of " + module + " found: the rules would prove nothing");
        }
        assertTrue(CODE.size() > 200, "only " + CODE.size() + " classes found: the rules would prove little");
        assertEquals(
                ARROW.keySet(),
                CODE.stream().map(type -> type.getPackageName().split("\\.")[2]).collect(Collectors.toSet()),
                "a module without a line in the arrow");
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleUsesOnlyThoseTheArrowLeadsTo(String module) {
        String[] forbidden = ARROW.keySet().stream()
                .filter(other -> !other.equals(module) && !ARROW.get(module).contains(other))
                .map(other -> "dev.polyhead." + other + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage("dev.polyhead." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .allowEmptyShould(forbidden.length == 0)
                .check(CODE);
    }

    static Set<String> modules() {
        return ARROW.keySet();
    }

    @ParameterizedTest
    @MethodSource("corePackages")
    void aPackageOfTheCoreUsesOnlyThoseBeforeIt(String name) {
        String[] later = CORE.subList(CORE.indexOf(name) + 1, CORE.size()).stream()
                .map(other -> "dev.polyhead.core." + other + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage("dev.polyhead.core." + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(later)
                .check(CODE);
    }

    static List<String> corePackages() {
        return CORE;
    }

    @Test
    void everyPackageOfTheCoreHasItsPlace() {
        assertEquals(
                Set.copyOf(CORE),
                CODE.stream()
                        .filter(resideInAPackage("dev.polyhead.core.*.."))
                        .map(type -> type.getPackageName().split("\\.")[3])
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void aLibraryIsKnownToItsKeepersAlone(Secret secret) {
        assertTrue(
                !secret.inCode()
                        || CODE.stream()
                                .filter(resideInAnyPackage(secret.keepers()))
                                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                                .anyMatch(use ->
                                        resideInAPackage(secret.library()).test(use.getTargetClass())),
                () -> "nobody uses " + secret.library() + " any more: remove its line");
        noClasses()
                .that()
                .resideOutsideOfPackages(secret.keepers())
                .should()
                .dependOnClassesThat()
                .resideInAPackage(secret.library())
                .check(CODE);
    }

    @Test
    void onTheCommandLineOnlyServeKnowsSpring() {
        noClasses()
                .that()
                .resideInAPackage("dev.polyhead.cli..")
                .and()
                .haveNameNotMatching(".*\\.Serve.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(CODE);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void noPackagesGoInCircles(String module) {
        slices().matching("dev.polyhead." + module + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CODE);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.polyhead.cli..")
                .should(ACCESS_STANDARD_STREAMS)
                .check(CODE);
    }

    @Test
    void aNameSaysWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*\\.(Abstract\\w+|\\w*(Manager|Helper|Util|Utils|Impl))(\\$.*)?")
                .check(CODE);
    }

    @Test
    void everyPackageSaysThatNothingIsNull() {
        List<String> unmarked = CODE.stream()
                .filter(type -> !nameMatching(".*package-info").test(type))
                .map(JavaClass::getPackage)
                .distinct()
                .filter(container -> !container.isAnnotatedWith(NullMarked.class))
                .map(container -> container.getName())
                .sorted()
                .toList();
        assertEquals(List.of(), unmarked, "packages without a @NullMarked package-info.java");
    }
}
