package io.github.secretscache.core.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.util.RestoreSystemProperties;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;

/** Which provider is named when there are no credentials; with system properties, which the SDK reads as its variables. */
@Isolated("sets system properties")
@RestoreSystemProperties
class AwsCredentialsChainTest {
    @TempDir
    Path folder;

    @BeforeEach
    void isolate() {
        System.setProperty("aws.disableEc2Metadata", "true");
        System.setProperty(
                "aws.sharedCredentialsFile", folder.resolve("credentials").toString());
        System.setProperty("aws.configFile", folder.resolve("config").toString());
    }

    @Test
    void resolve_credentialsFileThatAppearsLater_isFound() throws Exception {
        try (AwsCredentialsChain chain = chain()) {
            assertThatThrownBy(chain::resolveCredentials).isInstanceOf(RuntimeException.class);

            write("credentials", "[default]\naws_access_key_id=AKIDONE\naws_secret_access_key=k\n");
            assertThat(chain.resolveCredentials().accessKeyId()).isEqualTo("AKIDONE");
        }
    }

    @Test
    void resolve_credentialProcessThatFails_isNamed_withoutWhatItPrinted() throws Exception {
        write("script", "echo hunter2 >&2; exit 3\n");
        write("config", "[default]\ncredential_process=/bin/sh " + folder.resolve("script") + "\n");

        assertThatThrownBy(() -> chain().resolveCredentials())
                .isInstanceOf(AwsCredentialsException.class)
                .hasMessageStartingWith("profile: ")
                .hasMessageContaining("Failed to refresh process-based credentials")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void resolve_webIdentityTokenFileThatIsMissing_isNamed() {
        System.setProperty("aws.webIdentityTokenFile", folder.resolve("none").toString());
        System.setProperty("aws.roleArn", "arn:aws:iam::123456789012:role/r");
        System.setProperty("aws.region", "eu-west-1");

        assertThatThrownBy(() -> chain().resolveCredentials())
                .isInstanceOf(AwsCredentialsException.class)
                .hasMessageStartingWith("web identity, AWS_WEB_IDENTITY_TOKEN_FILE: ")
                .hasMessageContaining(folder.resolve("none").toString());
    }

    @Test
    void fetch_webIdentityThatStsRefuses_isNamedWithItsCode() throws Exception {
        write("token", "a.b.c");
        try (StubAws aws = new StubAws()) {
            aws.on(
                    StubAws.ASSUME_ROLE,
                    StubAws.reply(
                            400,
                            Map.of("Content-Type", "text/xml"),
                            ("<ErrorResponse><Error><Type>Sender</Type><Code>InvalidIdentityToken</Code>"
                                            + "<Message>hunter2</Message></Error></ErrorResponse>")
                                    .getBytes(StandardCharsets.UTF_8)));
            System.setProperty("aws.endpointUrlSts", aws.uri().toString());
            System.setProperty(
                    "aws.webIdentityTokenFile", folder.resolve("token").toString());
            System.setProperty("aws.roleArn", "arn:aws:iam::123456789012:role/r");
            System.setProperty("aws.region", "eu-west-1");
            try (SecretsManagerSource source = SecretsManagerSource.create()) {
                assertThatThrownBy(() -> source.fetch(SecretId.of("db")))
                        .hasMessageContaining("the provider of credentials that is set up gives none (web identity,"
                                + " AWS_WEB_IDENTITY_TOKEN_FILE: refused by AWS with InvalidIdentityToken)")
                        .hasMessageNotContaining("hunter2");
            }
        }
    }

    @Test
    void resolve_ssoProfileWithoutTheModule_isNamed() throws Exception {
        write(
                "config",
                "[default]\nsso_start_url=https://x\nsso_region=eu-west-1\nsso_account_id=1\nsso_role_name=r\n");

        assertThatThrownBy(() -> chain().resolveCredentials())
                .isInstanceOf(AwsCredentialsException.class)
                .hasMessageStartingWith("profile: ")
                .hasMessageContaining("'sso'");
    }

    @Test
    void resolve_nothingSetUp_isNoProvidersFault() {
        System.setProperty("aws.sharedCredentialsFile", "no-such-file");
        System.setProperty("aws.configFile", "no-such-file");

        assertThatThrownBy(() -> chain().resolveCredentials())
                .isNotInstanceOf(AwsCredentialsException.class)
                .hasMessageContaining("credentials");
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
    }

    private static StsClient sts() {
        return StsClient.builder()
                .region(Region.EU_WEST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
    }

    private static AwsCredentialsChain chain() {
        return new AwsCredentialsChain(new AwsEnvironment(name -> null), AwsCredentialsChainTest::sts);
    }
}
