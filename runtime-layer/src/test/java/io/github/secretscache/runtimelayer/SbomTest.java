package io.github.secretscache.runtimelayer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SbomTest {
    private static final JdkRelease JDK = new JdkRelease("Eclipse Adoptium", "25.0.3+9-LTS", "2026-04-21");

    @TempDir
    Path root;

    @Test
    void jdkAndAuthorities_areAddedToWhatIsThere() throws Exception {
        Path file = Files.writeString(root.resolve("sbom.json"), "{\"components\": [{\"name\": \"caffeine\"}]}");

        assertThat(Sbom.complete(file, JDK, "0.48.4")).isTrue();

        assertThat(Files.readString(file).replaceAll("\\s", ""))
                .contains(
                        "{\"name\":\"caffeine\"}",
                        "\"name\":\"OpenJDK\",\"version\":\"25.0.3+9-LTS\"",
                        "\"purl\":\"pkg:generic/openjdk@25.0.3%2B9-LTS\"",
                        "\"purl\":\"pkg:maven/software.amazon.awssdk.crt/aws-crt@0.48.4\"",
                        "\"name\":\"mozilla-roots\",\"version\":\"certifi20",
                        "MPL-2.0");
    }

    @Test
    void listThatMavenDidNotMake_isSaid() throws Exception {
        assertThat(Sbom.complete(root.resolve("sbom.json"), JDK, "0.48.4")).isFalse();
    }
}
