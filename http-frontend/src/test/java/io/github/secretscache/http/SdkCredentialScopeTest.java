package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SdkCredentialScopeTest {
    @Test
    void regionOf_header_isThatOfItsScope() {
        assertThat(
                        SdkCredentialScope.regionOf(
                                "AWS4-HMAC-SHA256 Credential=AKID/20261130/eu-west-1/secretsmanager/aws4_request, Signature=00"))
                .isEqualTo("eu-west-1");
        assertThat(SdkCredentialScope.regionOf("Credential=" + "K".repeat(128) + "/20261130/eu-west-1/x"))
                .isEqualTo("eu-west-1");
        assertThat(SdkCredentialScope.regionOf("Bearer x")).isNull();
        assertThat(SdkCredentialScope.regionOf(null)).isNull();
    }

    @Test
    void regionOf_longHeader_takesNoTime() {
        String header = "Credential=".repeat(60 * 1024 / 11);
        long start = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            assertThat(SdkCredentialScope.regionOf(header)).isNull();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
}
