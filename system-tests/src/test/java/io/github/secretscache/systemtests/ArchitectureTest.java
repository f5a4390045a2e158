package io.github.secretscache.systemtests;

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
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.Architectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.BaseStream;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of CONTRIBUTING.md that a program can check, over the classes of every module. */
class ArchitectureTest {
    private static final String BASE = "io.github.secretscache.";

    private static final String LOCAL_LAMBDA = BASE + "locallambda";

    /** The classes by which the libraries' own logging reaches ours have the shape that SLF4J asks for. */
    private static final String SLF4J_BRIDGE = "LayerSlf4j";

    /** The example of a function that knows no cache. */
    private static final String PLAIN_SDK_EXAMPLE = "SdkHandler";

    /** Modules that are for development and tests; the rules of shipped code are not theirs. */
    private static final Set<String> TOOLS =
            Set.of("example-function", "local-lambda", "quarkus-tests", "runtime-layer", "system-tests");

    /** What has more than one package: an application, and the core for its adapters. Below each module's own. */
    private static final Map<String, Set<String>> SUBPACKAGES = Map.of(
            "cache-core", Set.of("aws", "secretsmanager", "parameterstore", "micrometer"),
            "extension-layer", Set.of("config", "log"),
            "local-lambda", Set.of("api", "aws", "cli", "http", "sandbox"));

    private static final int LARGEST_CIRCLE = 5;

    private static List<String> modules;
    private static JavaClasses shipped;
    private static JavaClasses all;
    private static JavaClasses tests;

    @BeforeAll
    static void readClasses() throws IOException {
        modules = modulesWithCode();
        List<String> libraries =
                modules.stream().filter(module -> !TOOLS.contains(module)).toList();
        all = importFolders("classes", modules);
        shipped = all.that(DescribedPredicate.describe("shipped", each -> libraries.contains(module(each))));
        tests = importFolders("test-classes", libraries);
    }

    /** {@return the module that a class was read from} */
    private static String module(JavaClass type) {
        String source = type.getSource().orElseThrow().getUri().getPath();
        String folder = source.substring(0, source.indexOf("/target/classes/"));
        return folder.substring(folder.lastIndexOf('/') + 1);
    }

    /** Those of the parent POM that have classes of their own. */
    private static List<String> modulesWithCode() throws IOException {
        String parent = Files.readString(Path.of("..", "pom.xml"));
        String declared = parent.substring(parent.indexOf("<modules>"), parent.indexOf("</modules>"));
        return Pattern.compile("<module>([^<]+)</module>")
                .matcher(declared)
                .results()
                .map(module -> module.group(1))
                .filter(module -> Files.isDirectory(Path.of("..", module, "src", "main", "java")))
                .toList();
    }

    private static JavaClasses importFolders(String kind, List<String> modules) {
        List<Path> folders = modules.stream()
                .map(module -> Path.of("..", module, "target", kind))
                .toList();
        assertThat(folders).as("built modules").allMatch(Files::isDirectory);
        return new ClassFileImporter().importPaths(folders);
    }

    @Test
    void everyModule_isRead() {
        assertThat(modules).contains("cache-core", "http-frontend", "extension-layer", "client-sdk", "local-lambda");
    }

    @Test
    void everyLibrary_hasOnePackage_andEveryApplicationItsFew() {
        for (String module : modules) {
            Set<String> packages = all.stream()
                    .filter(each -> module(each).equals(module))
                    .map(JavaClass::getPackageName)
                    .collect(Collectors.toCollection(TreeSet::new));
            packages.remove("");
            String root = packages.iterator().next();
            Set<String> allowed = SUBPACKAGES.getOrDefault(module, Set.of()).stream()
                    .map(name -> root + "." + name)
                    .collect(Collectors.toSet());
            packages.remove(root);

            assertThat(allowed).as("packages of " + module + " below " + root).containsAll(packages);
        }
    }

    /** A class and its builder, a call and who receives it. More than a few in one circle are a knot. */
    @Test
    void circlesOfClasses_areSmall() {
        Map<String, Set<String>> known = new TreeMap<>();
        for (JavaClass each : all) {
            Set<String> others = known.computeIfAbsent(topLevel(each), name -> new TreeSet<>());
            each.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> topLevel(dependency.getTargetClass()))
                    .filter(name -> name.startsWith(BASE))
                    .forEach(others::add);
        }
        Map<String, Set<String>> reached = new TreeMap<>();
        known.keySet().forEach(name -> reached.put(name, reachedFrom(name, known)));

        assertThat(known.keySet())
                .allSatisfy(name -> assertThat(reached.get(name).stream()
                                .filter(other -> reached.get(other).contains(name)))
                        .as("circle of %s", name)
                        .hasSizeLessThanOrEqualTo(LARGEST_CIRCLE));
    }

    private static String topLevel(JavaClass type) {
        String name = type.getBaseComponentType().getName();
        return name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
    }

    private static Set<String> reachedFrom(String start, Map<String, Set<String>> known) {
        Set<String> seen = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            for (String next : known.getOrDefault(open.pop(), Set.of())) {
                if (seen.add(next)) {
                    open.push(next);
                }
            }
        }
        return seen;
    }

    @Test
    void packagesOfLocalLambda_dependOneWay() {
        Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(LOCAL_LAMBDA + "..")
                .layer("cli")
                .definedBy(LOCAL_LAMBDA + ".cli")
                .layer("door")
                .definedBy(LOCAL_LAMBDA)
                .layer("api")
                .definedBy(LOCAL_LAMBDA + ".api")
                .layer("sandbox")
                .definedBy(LOCAL_LAMBDA + ".sandbox")
                .layer("aws")
                .definedBy(LOCAL_LAMBDA + ".aws")
                .layer("http")
                .definedBy(LOCAL_LAMBDA + ".http")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("door")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("api")
                .mayOnlyBeAccessedByLayers("door")
                .whereLayer("sandbox")
                .mayOnlyBeAccessedByLayers("api", "door", "cli")
                .whereLayer("aws")
                .mayOnlyBeAccessedByLayers("cli")
                .check(all);
    }

    @Test
    void settingsAndLog_doNotKnowTheLifeCycle() {
        for (String below : List.of("config", "log")) {
            noClasses()
                    .that()
                    .resideInAPackage(BASE + "layer." + below)
                    .should()
                    .dependOnClassesThat(resideInAPackage(BASE + "layer..")
                            .and(DescribedPredicate.not(resideInAPackage(BASE + "layer." + below))))
                    .check(all);
        }
    }

    @Test
    void awsSdkAndCaffeine_areKnownToCoreOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BASE + "core..", BASE + "crt")
                .and()
                .doNotHaveSimpleName(PLAIN_SDK_EXAMPLE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon.awssdk..", "com.github.benmanes.caffeine..")
                .check(all);
    }

    @Test
    void crtHttp_knowsNothingButThePortOfTheSdkAndAwsCrt() {
        classes()
                .that()
                .resideInAPackage(BASE + "crt")
                .should()
                .onlyDependOnClassesThat(resideInAPackage(BASE + "crt")
                        .or(resideInAPackage("java.."))
                        .or(resideInAPackage("org.jspecify.."))
                        .or(resideInAPackage("software.amazon.awssdk.crt.."))
                        .or(resideInAPackage("software.amazon.awssdk.utils.."))
                        .or(resideInAPackage("software.amazon.awssdk.http")))
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

    /** It is public for the adapters only. */
    @Test
    void howAwsIsCalled_isKnownToTheAdaptersOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BASE + "core.aws", BASE + "core.secretsmanager", BASE + "core.parameterstore")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BASE + "core.aws")
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
                        .or(resideInAPackage("com.fasterxml.jackson.."))
                        .or(resideInAPackage("tools.jackson..")))
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
    void nothingShipped_dependsOnLocalLambda() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage(LOCAL_LAMBDA + "..")
                .check(shipped);
    }

    /** Since JDK 25 they use the common pool even when it has one thread, which a blocked task then holds. */
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
                .resideOutsideOfPackages(
                        // What they are for is an API of others: JUnit, Spring Boot, Quarkus.
                        BASE + "client.testing",
                        BASE + "spring",
                        BASE + "quarkus",
                        // The port of the SDK that it implements.
                        BASE + "crt",
                        // What an embedder brings: credentials, an HTTP client, a registry of meters.
                        BASE + "core.secretsmanager",
                        BASE + "core.micrometer",
                        // Public for the adapters only.
                        BASE + "core.aws")
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
                                && !type.getPackageName().matches("javax\\.(net\\.ssl|sql)")
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
                    .and()
                    // Waits for another process to give a port back.
                    .doNotHaveSimpleName("PortBinder")
                    .should()
                    .callMethod(Thread.class, "sleep", long.class)
                    .check(some);
            noClasses()
                    .that()
                    // Real processes are frozen for as long as it says.
                    .doNotHaveSimpleName("FreezeTest")
                    .should()
                    .callMethod(TimeUnit.class, "sleep", long.class)
                    .check(some);
        }
    }

    /** It has one thread on two cores, and since JDK 25 CompletableFuture uses it even then: what blocks it stops all. */
    @Test
    void theCommonPool_isNotUsed() {
        for (JavaClasses some : List.of(all, tests)) {
            noClasses().should().callMethodWhere(RUNS_ON_THE_COMMON_POOL).check(some);
        }
    }

    private static final DescribedPredicate<JavaMethodCall> RUNS_ON_THE_COMMON_POOL =
            DescribedPredicate.describe("it runs on the common pool", call -> {
                String name = call.getTarget().getName();
                return call.getTargetOwner().isAssignableTo(CompletionStage.class)
                                && name.endsWith("Async")
                                && call.getTarget().getRawParameterTypes().stream()
                                        .noneMatch(type -> type.isEquivalentTo(Executor.class))
                        || name.equals("commonPool")
                        || name.equals("parallelStream")
                        || call.getTargetOwner().isAssignableTo(BaseStream.class) && name.equals("parallel");
            });

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
                .and()
                // java.sql.Driver and DataSource have a getParentLogger.
                .resideOutsideOfPackage(BASE + "jdbc")
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
