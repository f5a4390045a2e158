package io.github.secretscache.core.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.secretscache.core.SecretGroup;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsManagerSourceBuilderTest {
    private final SecretsManagerSourceBuilder builder = SecretsManagerSource.builder();

    @Test
    void group_sameNameTwice_isRefused() {
        builder.group(SecretGroup.named("eu").withRegion("eu-west-1"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.group(SecretGroup.named("eu").withRegion("eu-west-2")))
                .withMessage("group eu must be set once, but is set twice: give each group its own name");
    }

    @Test
    void connectTimeout_lessThanAMillisecond_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.connectTimeout(Duration.ofNanos(999_999)))
                .withMessage("connectTimeout must be 1 ms to 1 h, but is: PT0.000999999S");
    }

    @Test
    void requestTimeout_negative_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.requestTimeout(Duration.ofSeconds(-1)))
                .withMessage("requestTimeout must be 1 ms to 1 h, but is: PT-1S");
    }

    @Test
    void requestTimeout_longerThanALongOfNanoseconds_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.requestTimeout(Duration.ofDays(365_000)))
                .withMessage("requestTimeout must be 1 ms to 1 h, but is: PT8760000H");
    }

    @Test
    void setters_null_areRefused() {
        assertThatNullPointerException().isThrownBy(() -> builder.group(null));
        assertThatNullPointerException().isThrownBy(() -> builder.connectTimeout(null));
        assertThatNullPointerException().isThrownBy(() -> builder.requestTimeout(null));
        assertThatNullPointerException().isThrownBy(() -> builder.trustManager(null));
    }

    @Test
    void secretGroup_everyPart_isKept() {
        SecretGroup group = SecretGroup.named("eu")
                .withRegion("us-gov-west-1")
                .withRoleArn("arn:aws-us-gov:iam::123456789012:role/path/reader+1")
                .withEndpoint(URI.create("https://vpce-1.example.com:8443/base"));

        assertThat(group.region()).isEqualTo("us-gov-west-1");
        assertThat(group.roleArn()).endsWith("reader+1");
        assertThat(group.endpoint()).hasPort(8443);
    }

    @Test
    void secretGroup_blankName_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretGroup.named(" "))
                .withMessage("the name of a group must not be blank");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "eu west 1", "EU-WEST-1", "eu-west-1a", "eu", "eu-west-1.example.com"})
    void secretGroup_notARegion_isRefused(String region) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretGroup.named("eu").withRegion(region))
                .withMessage("region of group eu must be an AWS region such as eu-west-1, but is: " + region);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "reader",
                "arn:aws:iam::12345:role/reader",
                "arn:aws:iam::123456789012:user/reader",
                "arn:aws:iam::123456789012:role/"
            })
    void secretGroup_notARole_isRefused(String roleArn) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretGroup.named("eu").withRoleArn(roleArn))
                .withMessage(
                        "roleArn of group eu must be an ARN such as arn:aws:iam::123456789012:role/reader, but is: "
                                + roleArn);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:4566", "ftp://host", "https:///path", "https://host?q=1", "https://host#f"})
    void secretGroup_notAnEndpoint_isRefused(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretGroup.named("eu").withEndpoint(URI.create(endpoint)))
                .withMessage("endpoint of group eu must be a URL such as https://host:port without user, query and"
                        + " fragment, but is: " + endpoint);
    }

    @Test
    void secretGroup_endpointWithAPassword_isRefusedWithoutShowingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretGroup.named("eu").withEndpoint(URI.create("https://me:hunter2@host")))
                .withMessageNotContaining("hunter2")
                .withMessageContaining("//…@host");
    }
}
