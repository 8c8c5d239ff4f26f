package dev.gradus.benchmarks;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import dev.gradus.examples.ExitCode;
import dev.gradus.layers.fixture.UsesNd4j;
import dev.gradus.ops.fixture.ShowsPointer;
import dev.gradus.stray.fixture.OfNoModule;
import dev.gradus.tensor.fixture.KnowsExamples;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The modules' arrows run one way, and the native libraries stay behind nn-core. */
final class BoundariesTest {
    private static final String[] CORE = {
        "dev.gradus.tensor..",
        "dev.gradus.autograd..",
        "dev.gradus.ops..",
        "dev.gradus.backend..",
        "dev.gradus.memory..",
        "dev.gradus.random..",
        "dev.gradus.io..",
        "dev.gradus.compile.."
    };
    /** oneDNN without Gradus, which Gradus's ops are timed beside; nothing that ships depends on it. */
    private static final String PEER = "dev.gradus.benchmarks.raw..";

    /** Where students see a gradient written out on ND4J's arrays beside the engine's. */
    private static final String BY_HAND = "dev.gradus.examples.linear..";

    private static final String[] NATIVE = {"org.nd4j..", "org.bytedeco.."};

    /** The doors to ND4J, and what opens them from the package of the backends. */
    private static final Set<String> DOORS = Set.of(
            "dev.gradus.tensor.Tensor.of(org.nd4j.linalg.api.ndarray.INDArray)",
            "dev.gradus.tensor.Tensor.data()",
            "dev.gradus.backend.Nd4jDoor.borrow(org.nd4j.linalg.api.ndarray.INDArray)",
            "dev.gradus.backend.Nd4jDoor.view(dev.gradus.tensor.Tensor)");

    static final ArchRule ARROWS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("nn-core")
            .definedBy(CORE)
            .layer("nn-layers")
            .definedBy("dev.gradus.layers..")
            .layer("nn-train")
            .definedBy(
                    "dev.gradus.optim..",
                    "dev.gradus.train..",
                    "dev.gradus.inspect..",
                    "dev.gradus.dashboard..",
                    "dev.gradus.data..",
                    "dev.gradus.metrics..")
            .layer("vision")
            .definedBy("dev.gradus.vision..")
            .layer("examples")
            .definedBy("dev.gradus.examples..")
            .layer("benchmarks")
            .definedBy("dev.gradus.benchmarks..")
            .whereLayer("nn-layers")
            .mayOnlyBeAccessedByLayers("nn-train", "vision", "examples", "benchmarks")
            .whereLayer("nn-train")
            .mayOnlyBeAccessedByLayers("vision", "examples", "benchmarks")
            .whereLayer("vision")
            .mayOnlyBeAccessedByLayers("examples", "benchmarks")
            .whereLayer("examples")
            .mayOnlyBeAccessedByLayers("benchmarks")
            .whereLayer("benchmarks")
            .mayNotBeAccessedByAnyLayer()
            .ensureAllClassesAreContainedInArchitecture();

    static final ArchRule NATIVE_IN_CORE_ALONE = noClasses()
            .that()
            .resideOutsideOfPackages(CORE)
            .and()
            .resideOutsideOfPackages(PEER, BY_HAND)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NATIVE);

    static final ArchRule NO_NATIVE_TYPE_IN_A_PUBLIC_SIGNATURE = classes()
            .should(new ArchCondition<>("show no native library's type to other modules") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    if (!isVisible(type)) {
                        return;
                    }
                    type.getAllRawSuperclasses().stream()
                            .filter(BoundariesTest::isNative)
                            .forEach(s -> events.add(violated(type, type.getName() + " extends " + s.getName())));
                    type.getAllRawInterfaces().stream()
                            .filter(BoundariesTest::isNative)
                            .forEach(s -> events.add(violated(type, type.getName() + " implements " + s.getName())));
                    type.getMembers().stream()
                            .filter(BoundariesTest::isVisible)
                            .filter(m -> !DOORS.contains(m.getFullName()))
                            .filter(m -> m.getAllInvolvedRawTypes().stream().anyMatch(BoundariesTest::isNative))
                            .forEach(m -> events.add(violated(m, m.getFullName() + " shows a native library's type")));
                }
            });

    static final Set<ArchRule> RULES = Set.of(ARROWS, NATIVE_IN_CORE_ALONE, NO_NATIVE_TYPE_IN_A_PUBLIC_SIGNATURE);

    private static final JavaClasses PROJECT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.gradus");

    private static boolean isNative(JavaClass type) {
        String name = type.getBaseComponentType().getName();
        return name.startsWith("org.nd4j.") || name.startsWith("org.bytedeco.");
    }

    private static boolean isVisible(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(BoundariesTest::isVisible).orElse(true);
    }

    private static boolean isVisible(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    @ParameterizedTest
    @FieldSource("RULES")
    void holdsInTheWholeProject(ArchRule rule) {
        rule.check(PROJECT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.gradus.random.Rng", "dev.gradus.examples.Gradus"})
    void theClassesOfOtherModulesAreSeen(String name) {
        assertThat(PROJECT.contain(name)).isTrue();
    }

    @Test
    void anArrowAgainstTheOrderIsFound() {
        assertViolated(ARROWS, KnowsExamples.class);
    }

    @Test
    void aPackageOfNoModuleIsFound() {
        assertViolated(ARROWS, OfNoModule.class);
    }

    @Test
    void nd4jOutsideCoreIsFound() {
        assertViolated(NATIVE_IN_CORE_ALONE, UsesNd4j.class);
    }

    @Test
    void aNativeTypeInAPublicSignatureIsFound() {
        assertViolated(NO_NATIVE_TYPE_IN_A_PUBLIC_SIGNATURE, ShowsPointer.class);
        assertThatThrownBy(() -> check(NO_NATIVE_TYPE_IN_A_PUBLIC_SIGNATURE, ShowsPointer.class))
                .hasMessageContaining("ShowsPointer.shownField")
                .hasMessageContaining("ShowsPointer.shownArgument(java.util.List)")
                .hasMessageContaining("ShowsPointer.shownResult()")
                .hasMessageNotContaining("hidden");
    }

    private static void assertViolated(ArchRule rule, Class<?> fixture) {
        assertThatThrownBy(() -> check(rule, fixture))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(fixture.getName());
    }

    private static void check(ArchRule rule, Class<?> fixture) {
        rule.check(new ClassFileImporter().importClasses(fixture, ExitCode.class));
    }
}
