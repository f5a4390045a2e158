package io.github.secretscache.locallambda;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of CONTRIBUTING.md that a program can check, over the classes of every module. */
class ArchitectureTest {
    private static final String BASE = "io.github.secretscache.";

    /** The classes by which the libraries' own logging reaches ours have the shape that SLF4J asks for. */
    private static final String SLF4J_BRIDGE = "LayerSlf4j";

    /** Each shipped module and its one package. */
    private static final Map<String, String> SHIPPED = Map.of(
            "cache-core", BASE + "core",
            "extensions-api-client", BASE + "extension.api",
            "http-frontend", BASE + "http",
            "extension-layer", BASE + "layer",
            "client-sdk", BASE + "client",
            "client-testing", BASE + "client.testing");

    private static JavaClasses shipped;
    private static JavaClasses all;
    private static JavaClasses tests;

    @BeforeAll
    static void readClasses() {
        shipped = importFolders("classes", SHIPPED.keySet().stream().toList());
        all = importFolders(
                "classes",
                List.of(
                        "cache-core",
                        "extensions-api-client",
                        "http-frontend",
                        "extension-layer",
                        "client-sdk",
                        "client-testing",
                        "example-function",
                        "local-lambda"));
        tests = importFolders("test-classes", SHIPPED.keySet().stream().toList());
    }

    private static JavaClasses importFolders(String kind, List<String> modules) {
        List<Path> folders = modules.stream()
                .map(module -> Path.of("..", module, "target", kind))
                .toList();
        assertThat(folders).as("built modules").allMatch(Files::isDirectory);
        return new ClassFileImporter().importPaths(folders);
    }

    @Test
    void everyModule_hasOnePackage_andCoreOneMoreForEachAdapter() {
        SHIPPED.forEach((module, name) -> assertThat(importFolders("classes", List.of(module)))
                .as(module)
                .isNotEmpty()
                .allSatisfy(c -> assertThat(c.getPackageName()).isIn(name, "", BASE + "core.secretsmanager")));
    }

    @Test
    void awsSdkAndCaffeine_areKnownToCoreOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon.awssdk..", "com.github.benmanes.caffeine..")
                .check(all);
    }

    @Test
    void undertow_isKnownToHttpFrontendOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "http")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.undertow..", "org.xnio..")
                .check(all);
    }

    @Test
    void core_doesNotKnowItsUsers() {
        noClasses()
                .that()
                .resideInAPackage(BASE + "core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(BASE + "http..", BASE + "layer..", BASE + "extension..", BASE + "client..")
                .check(all);
    }

    @Test
    void httpFrontend_knowsCoreOnly() {
        noClasses()
                .that()
                .resideInAPackage(BASE + "http")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(BASE + "layer..", BASE + "extension..", BASE + "client..")
                .check(all);
    }

    @Test
    void client_knowsNothingButTheJdkAndOptionalLibraries() {
        classes()
                .that()
                .resideInAPackage(BASE + "client")
                .should()
                .onlyDependOnClassesThat(resideInAPackage(BASE + "client")
                        .or(resideInAPackage("java.."))
                        .or(resideInAPackage("org.jspecify.."))
                        .or(resideInAPackage("org.crac.."))
                        .or(resideInAPackage("com.fasterxml.jackson..")))
                .check(all);
    }

    @Test
    void extensionsApiClient_knowsNothingButTheJdk() {
        classes()
                .that()
                .resideInAPackage(BASE + "extension.api")
                .should()
                .onlyDependOnClassesThat(resideInAPackage(BASE + "extension.api")
                        .or(resideInAPackage("java.."))
                        .or(resideInAPackage("org.jspecify..")))
                .check(all);
    }

    @Test
    void nothing_dependsOnLocalLambda() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "locallambda")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BASE + "locallambda")
                .check(all);
    }

    @Test
    void publicClasses_areFinalInterfacesOrExceptions() {
        classes()
                .that()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .and()
                .areNotAssignableTo(Throwable.class)
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(shipped);
    }

    @Test
    void publicMethods_showNoThirdPartyType() {
        methods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage(BASE + "client.testing")
                .and()
                .areDeclaredInClassesThat()
                .haveSimpleNameNotStartingWith(SLF4J_BRIDGE)
                .should(haveNoThirdPartyTypeInTheSignature())
                .check(shipped);
    }

    private static ArchCondition<JavaMethod> haveNoThirdPartyTypeInTheSignature() {
        return new ArchCondition<>("have only JDK types and our own in the signature") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                method.getAllInvolvedRawTypes().stream()
                        .map(JavaClass::getBaseComponentType)
                        .filter(type -> !type.isPrimitive()
                                && !type.getPackageName().startsWith("java.")
                                && !type.getPackageName().startsWith("javax.net.ssl")
                                && !type.getPackageName().startsWith(BASE))
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                method, method.getFullName() + " shows " + type.getName())));
            }
        };
    }

    @Test
    void methods_haveAtMostFourParameters() {
        methods()
                .that(DescribedPredicate.describe(
                        "are written by us", m -> !m.getModifiers().contains(JavaModifier.SYNTHETIC)))
                .should(new ArchCondition<>("have at most four parameters") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        if (method.getRawParameterTypes().size() > 4
                                && !method.getOwner().getSimpleName().startsWith(SLF4J_BRIDGE)
                                && !method.getName().startsWith("lambda$")) {
                            events.add(SimpleConditionEvent.violated(method, method.getFullName()));
                        }
                    }
                })
                .check(shipped);
    }

    @Test
    void optional_isAReturnTypeOnly() {
        fields().should().notHaveRawType(Optional.class).check(shipped);
        methods()
                .should(new ArchCondition<>("not take an Optional") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        if (method.getRawParameterTypes().stream().anyMatch(t -> t.isEquivalentTo(Optional.class))
                                && !method.getName().startsWith("lambda$")) {
                            events.add(SimpleConditionEvent.violated(method, method.getFullName()));
                        }
                    }
                })
                .check(shipped);
    }

    @Test
    void nothing_sleepsToPassTime() {
        for (JavaClasses some : List.of(shipped, tests)) {
            noClasses()
                    .that()
                    // Waits for real time to end a process that hangs.
                    .doNotHaveSimpleName("HaltGuard")
                    .should()
                    .callMethod(Thread.class, "sleep", long.class)
                    .check(some);
            noClasses().should().callMethod(TimeUnit.class, "sleep", long.class).check(some);
        }
    }

    @Test
    void theClock_isInjected() {
        noClasses().should().callMethod(Instant.class, "now").check(shipped);
        noClasses().should().callMethod(Clock.class, "systemUTC").check(shipped);
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(shipped);
    }

    @Test
    void theProcess_isEndedByTheMainClassOnly() {
        noClasses()
                .that()
                .doNotHaveSimpleName("SecretsCacheExtension")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(shipped);
    }

    @Test
    void logging_isSystemLogger() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith(SLF4J_BRIDGE)
                .and()
                .haveNameNotMatching(".*\\." + SLF4J_BRIDGE + "\\w*\\$.*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.jboss.logging..")
                .check(shipped);
    }

    @Test
    void theSlowHttpClient_isNotUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http..")
                .check(shipped);
    }
}
