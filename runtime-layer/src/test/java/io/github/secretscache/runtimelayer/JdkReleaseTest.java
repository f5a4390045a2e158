package io.github.secretscache.runtimelayer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkReleaseTest {
    @TempDir
    Path home;

    @Test
    void release_namesVendorUpdateAndDate() throws Exception {
        assertThat(release()).hasToString("JDK 25.0.3+9-LTS of Eclipse Adoptium, released 2026-04-21");
    }

    @Test
    void warning_onlyWhenOlderThanSixMonths() throws Exception {
        assertThat(release().warning(LocalDate.parse("2026-10-21"))).isEmpty();
        assertThat(release().warning(LocalDate.parse("2026-10-22")))
                .hasValue(
                        "JDK 25.0.3+9-LTS of Eclipse Adoptium, released 2026-04-21 is older than 6 months, and security"
                                + " updates come every three: build the layer with the newest update");
    }

    @Test
    void releaseWithoutADate_isWarnedOf() throws Exception {
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");

        assertThat(JdkRelease.of(home).warning(LocalDate.parse("2026-01-01")))
                .hasValue(
                        "JDK 25.0.1 of an unknown vendor does not say when it was released: check that it is the newest"
                                + " update");
    }

    private JdkRelease release() throws Exception {
        Files.writeString(home.resolve("release"), """
                IMPLEMENTOR="Eclipse Adoptium"
                JAVA_RUNTIME_VERSION="25.0.3+9-LTS"
                JAVA_VERSION="25.0.3"
                JAVA_VERSION_DATE="2026-04-21"
                """);
        return JdkRelease.of(home);
    }
}
