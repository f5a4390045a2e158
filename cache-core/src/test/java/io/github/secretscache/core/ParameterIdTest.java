package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterIdTest {
    private static final String ARN = "arn:aws:ssm:eu-west-1:123456789012:parameter/app/db";

    @Test
    void parameter_withoutMore_isTheNewestVersionInTheDefaultGroupDecrypted() {
        SecretId id = SecretId.parameter("/app/db");

        assertThat(id)
                .isEqualTo(new SecretId(SecretKind.PARAMETER, SecretId.DEFAULT_GROUP, "/app/db", null, null, true));
        assertThat(id.isParameter()).isTrue();
        assertThat(SecretId.of("/app/db").isParameter()).isFalse();
    }

    @Test
    void equals_whatMakesAnotherValue_isAnotherKey() {
        SecretId id = SecretId.parameter("/app/db");

        assertThat(id)
                .isEqualTo(SecretId.parameter("/app/db"))
                .hasSameHashCodeAs(SecretId.parameter("/app/db"))
                .isNotEqualTo(SecretId.of("/app/db"))
                .isNotEqualTo(id.decrypted(false))
                .isNotEqualTo(id.atVersion("3"))
                .isNotEqualTo(id.atStage("live"))
                .isNotEqualTo(id.inGroup("eu"))
                .isNotEqualTo(SecretId.parameter("app/db"));
        assertThat(id.decrypted(false).atVersion("3").inGroup("eu").decrypted()).isFalse();
        assertThat(id.hashCode()).isNotEqualTo(SecretId.of("/app/db").hashCode());
        assertThat(id.hashCode()).isNotEqualTo(id.decrypted(false).hashCode());
    }

    @ParameterizedTest
    @CsvSource({
        "/app/db:3, /app/db, , 3",
        "/app/db:live, /app/db, live, ",
        "flat, flat, , ",
        ARN + ", " + ARN + ", , ",
        ARN + ":12, " + ARN + ", , 12",
        ARN + ":live, " + ARN + ", live, ",
        "arn:aws:ssm:us-east-1::parameter/aws/service/x, arn:aws:ssm:us-east-1::parameter/aws/service/x, , "
    })
    void parameter_selectorBehindTheName_isTakenApart(String asked, String name, String label, String version) {
        SecretId id = SecretId.parameter(asked);

        assertThat(id.name()).isEqualTo(name);
        assertThat(id.versionStage()).isEqualTo(label);
        assertThat(id.versionId()).isEqualTo(version);
    }

    @Test
    void parameter_ofFifteenLevels_isLegal() {
        assertThat(SecretId.parameter("/l".repeat(15)).name()).hasSize(30);
        assertThat(SecretId.parameter("l" + "/l".repeat(14)).name()).hasSize(29);
    }

    @Test
    void parameter_nameThatCannotBe_isRefusedWithTheReason() {
        refused("/app//db", "a parameter name must have no doubled slash, but is: /app//db: write each slash once");
        refused("/l".repeat(16), "a parameter name must have at most 15 levels, but has 16: " + "/l".repeat(16));
        refused("", "parameter name must have 1 to 2048 characters, but has 0");
        refused("/" + "x".repeat(2048), "parameter name must have 1 to 2048 characters, but has 2049: /xxx");
        refused("a\nb", "parameter name must not be blank or hold a control character, but is: a?b");
        refused("arn:aws:s3:::bucket", "an ARN given as a parameter name must be one of Parameter Store, such as");
        refused(
                "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf",
                "an ARN given as a parameter name must be one of Parameter Store");
        refused("/app/db:3:live", "a parameter's label must not begin with a digit, but is: 3:live");
        refused("/app/db:", "versionStage must have 1 to 256 characters, but has 0");
    }

    private static void refused(String name, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretId.parameter(name))
                .withMessageContaining(reason);
    }

    @Test
    void parameter_versionAndLabelTogether_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SecretId(SecretKind.PARAMETER, "default", "/app/db", "live", "3", true))
                .withMessage("a parameter is read by its version or by a label, but both are given: version 3 and label"
                        + " live: leave one out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "three", "1.5", "99999999999999999999"})
    void atVersion_thatIsNoVersion_isRefused(String version) {
        SecretId id = SecretId.parameter("/app/db");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> id.atVersion(version))
                .withMessageContaining("a parameter's version must be a number such as 3, but is: " + version);
    }

    @Test
    void secret_withoutDecryption_isRefused() {
        SecretId secret = SecretId.of("db");
        SecretId reference = SecretId.parameter("/aws/reference/secretsmanager/db");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> secret.decrypted(false))
                .withMessageContaining("a secret is always decrypted, but db is asked for without");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reference.decrypted(false))
                .withMessageContaining("leave withDecryption=false out");
    }

    @Test
    void referencedSecret_ofAReference_isThatSecretWithTheLabelAsItsStage() {
        String version = "11111111-2222-3333-4444-555555555555";
        String reference = "/aws/reference/secretsmanager/prod/db";

        assertThat(SecretId.parameter(reference).inGroup("eu").referencedSecret())
                .isEqualTo(SecretId.of("prod/db").inGroup("eu"));
        assertThat(SecretId.parameter(reference + ":AWSPREVIOUS").referencedSecret())
                .isEqualTo(SecretId.of("prod/db").atStage("AWSPREVIOUS"));
        assertThat(SecretId.parameter(reference + ":" + version).referencedSecret())
                .isEqualTo(SecretId.of("prod/db").atVersion(version));
        assertThat(SecretId.parameter("/app/db").referencedSecret()).isNull();
        assertThat(SecretId.of(reference).referencedSecret()).isNull();
    }

    @Test
    void listedPath_thatCannotBe_isRefusedWithTheReason() {
        assertThat(ListedPath.of("/app/prod").path()).isEqualTo("/app/prod/");
        assertThat(ListedPath.of("/app").withTtl(Duration.ofMinutes(1)).inGroup("eu"))
                .isEqualTo(new ListedPath("eu", "/app/", Duration.ofMinutes(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ListedPath.of("/"))
                .withMessageContaining("a parameter path must not be /: that is every parameter of the account");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ListedPath.of("app/"))
                .withMessageContaining("a parameter path must begin with a slash");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ListedPath.of("/app//x"))
                .withMessageContaining("a parameter path must have no doubled slash");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ListedPath.of("/aws/reference/secretsmanager/"))
                .withMessageContaining("secrets have no path to list");
    }

    @Test
    void toString_ofAParametersValue_holdsNoPayload() {
        SecretValue value =
                SecretValue.ofText(SecretValue.Description.ofParameter(ARN, "/app/db", 3, "SecureString"), "hunter2");

        assertThat(value.versionId()).isEqualTo("3");
        assertThat(value.parameter()).isEqualTo(new SecretValue.Parameter("SecureString", "text"));
        assertThat(value.toString()).contains("/app/db").doesNotContain("hunter2");
    }
}
