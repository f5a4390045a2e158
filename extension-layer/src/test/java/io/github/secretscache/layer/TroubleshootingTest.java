package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/troubleshooting.md} has an entry for everything that the product says when something is wrong. */
class TroubleshootingTest {
    private static final Path DOCUMENT = Path.of("../docs/troubleshooting.md");
    private static final List<String> MODULES =
            List.of("cache-core", "http-frontend", "extension-layer", "extensions-api-client");

    /** A call that logs at WARN or ERROR, up to the end of its statement. */
    private static final Pattern LOGGED = Pattern.compile(
            "(?:Level\\.(?:WARNING|ERROR),|LogSink\\.fatal\\(|Log\\.warning\\()\\s*(?:[^;]*?)(?=;\\n)", Pattern.DOTALL);

    private static final int LEAST_LENGTH = 8;

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern LAUNCHER = Pattern.compile("fail \"((?:[^\"\\\\]|\\\\[^\"])*)");

    private static String document;
    private static List<String> sources;

    @BeforeAll
    static void read() throws IOException {
        document = Files.readString(DOCUMENT);
        sources = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    sources.add(Files.readString(file));
                }
            }
        }
        assertThat(sources).hasSizeGreaterThan(100);
    }

    @Test
    void everyWarningAndError_hasItsEntry() {
        Set<String> said = new TreeSet<>();
        for (String source : sources) {
            Matcher logged = LOGGED.matcher(source);
            while (logged.find()) {
                firstWords(logged.group(), said);
            }
        }

        assertThat(said).as("lines found in the code").hasSizeGreaterThan(12).allSatisfy(this::isDocumented);
    }

    @ParameterizedTest
    @ValueSource(strings = {"extensions/secrets-cache", "secrets-cache-env"})
    void everyLineOfAScript_hasItsEntry(String script) throws IOException {
        String launcher = Files.readString(Path.of("src/main/layer", script));
        Set<String> said = new TreeSet<>();
        Matcher failures = LAUNCHER.matcher(launcher);
        while (failures.find()) {
            said.add(firstPart(failures.group(1).replace("\\\n", "").split("\\$\\{[^}]*}|\\$\\w+|[,:]", -1)));
        }

        assertThat(said).hasSizeGreaterThan(3).allSatisfy(this::isDocumented);
    }

    @Test
    void everyErrorCode_andErrorType_hasItsEntry() {
        Set<String> codes = matches("^    [A-Z_]+\\(\"([a-z-]+)\", \\d{3}", Pattern.MULTILINE);
        Set<String> types = matches("\"(Extension\\.[A-Z]\\w+)\"", 0);
        types.removeIf(type -> document.contains("`" + type + "`") || isLambdasOwn(type));

        assertThat(codes)
                .hasSizeGreaterThan(20)
                .allSatisfy(code -> assertThat(document).contains("`" + code + "`"));
        assertThat(types).isEmpty();
    }

    /** What Lambda answers, which the client of its API explains. */
    private static boolean isLambdasOwn(String type) {
        return Set.of(
                        "Extension.RegistrationClosed",
                        "Extension.TooManyExtensions",
                        "Extension.UnknownExtensionIdentifier",
                        "Extension.InvalidExtensionState")
                .contains(type);
    }

    private static Set<String> matches(String pattern, int flags) {
        return sources.stream()
                .flatMap(source ->
                        Pattern.compile(pattern, flags).matcher(source).results())
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void isDocumented(String said) {
        assertThat(document).as("an entry for the line with \"%s\"", said).contains(said);
    }

    /** The text of the call by which it is recognised: the first piece that says something. */
    private static void firstWords(String call, Set<String> said) {
        List<String> pieces = new ArrayList<>();
        Matcher literals = LITERAL.matcher(call);
        while (literals.find()) {
            pieces.addAll(List.of(literals.group(1).split("[;:(){}]|\\\\.", -1)));
        }
        String words = firstPart(pieces.toArray(String[]::new));
        if (!words.isEmpty()) {
            said.add(words);
        }
    }

    private static String firstPart(String... parts) {
        for (String part : parts) {
            if (part.strip().length() >= LEAST_LENGTH) {
                return part.strip();
            }
        }
        return "";
    }
}
