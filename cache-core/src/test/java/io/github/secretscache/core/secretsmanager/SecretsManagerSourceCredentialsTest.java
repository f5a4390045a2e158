package io.github.secretscache.core.secretsmanager;

import static io.github.secretscache.core.SecretFetchException.Reason.ACCESS_DENIED;
import static io.github.secretscache.core.SecretFetchException.Reason.CONNECTION_FAILED;
import static io.github.secretscache.core.SecretFetchException.Reason.CREDENTIALS_UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.aws.StubAws;
import io.github.secretscache.core.testing.FakeClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.util.RestoreSystemProperties;

/** Where the credentials of a request come from: the SDK's default chain and, for a group with a role, STS. */
@RestoreSystemProperties
@Timeout(120)
class SecretsManagerSourceCredentialsTest {
    private static final SecretId DB = SecretId.of("db");
    private static final String ROLE = "arn:aws:iam::123456789012:role/reader";
    private static final Pattern ACCESS_KEY = Pattern.compile("Credential=([^/]+)/");
    private static final String ACCESS_KEY_PROPERTY = "aws.accessKeyId";
    private static final String SECRET_KEY_PROPERTY = "aws.secretAccessKey";
    private static final String CONTAINER_URI_PROPERTY = "aws.containerCredentialsFullUri";
    private static final String CONTAINER_TOKEN_PROPERTY = "aws.containerAuthorizationToken";
    private static final String STS_ENDPOINT_PROPERTY = "aws.endpointUrlSts";

    private final StubAws aws =
            new StubAws().on(StubAws.GET, new StubSecrets().text("db", "s3cret").get());
    private final SecretsManagerSource source = Sources.patient()
            .group(SecretGroup.named(SecretId.DEFAULT_GROUP)
                    .withRegion("eu-west-1")
                    .withEndpoint(aws.uri()))
            .group(SecretGroup.named("role")
                    .withRegion("eu-west-1")
                    .withRoleArn(ROLE)
                    .withEndpoint(aws.uri()))
            .build();

    @BeforeEach
    void setStsEndpoint() {
        System.setProperty(STS_ENDPOINT_PROPERTY, aws.uri().toString());
    }

    @AfterEach
    void close() {
        source.close();
        aws.close();
    }

    @Test
    void fetch_keysOfTheProcess_signTheRequest() {
        setKeys("AKIDPROCESS");

        source.fetch(DB);

        assertThat(accessKeys(StubAws.GET)).containsExactly("AKIDPROCESS");
    }

    @Test
    void fetch_containerCredentials_areAskedForWithTheTokenAndKept() {
        setContainer();
        aws.on(StubAws.CREDENTIALS, containerReply("AKIDONE", Duration.ofHours(6)));

        source.fetch(DB);
        source.fetch(DB);

        assertThat(accessKeys(StubAws.GET)).containsExactly("AKIDONE", "AKIDONE");
        assertThat(aws.calls(StubAws.CREDENTIALS))
                .singleElement()
                .extracting(call -> call.headers().get("authorization"))
                .isEqualTo("container-token");
        assertThat(aws.calls(StubAws.GET).get(0).headers()).containsEntry("x-amz-security-token", "session-AKIDONE");
    }

    @Test
    void fetch_containerCredentialsAboutToExpire_areLoadedAgain() {
        setContainer();
        aws.on(
                StubAws.CREDENTIALS,
                StubAws.inTurn(
                        containerReply("AKIDONE", Duration.ofSeconds(30)),
                        containerReply("AKIDTWO", Duration.ofHours(6))));

        source.fetch(DB);
        source.fetch(DB);
        source.fetch(DB);

        assertThat(accessKeys(StubAws.GET)).containsExactly("AKIDONE", "AKIDTWO", "AKIDTWO");
        assertThat(aws.calls(StubAws.CREDENTIALS)).hasSize(2);
    }

    @Test
    void fetch_containerCredentialsFail_isTransientAndPasses() {
        setContainer();
        aws.on(StubAws.CREDENTIALS, StubAws.json(404, "{}"));

        assertThat(Sources.failure(source, DB).reason()).isEqualTo(CREDENTIALS_UNAVAILABLE);

        aws.on(StubAws.CREDENTIALS, containerReply("AKIDONE", Duration.ofHours(6)));
        assertThat(source.fetch(DB).asString()).isEqualTo("s3cret");
    }

    @Test
    void fetch_groupWithARole_assumesItOnceAndSignsWithItsKeys() {
        setKeys("AKIDPROCESS");
        aws.on(StubAws.ASSUME_ROLE, assumeRoleReply("AKIDROLE", Duration.ofHours(1)));

        source.fetch(DB.inGroup("role"));
        source.fetch(DB.inGroup("role"));
        source.fetch(DB);

        assertThat(accessKeys(StubAws.ASSUME_ROLE)).containsExactly("AKIDPROCESS");
        assertThat(aws.calls(StubAws.ASSUME_ROLE).get(0).body())
                .contains("RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Freader")
                .contains("RoleSessionName=secrets-cache");
        assertThat(accessKeys(StubAws.GET)).containsExactly("AKIDROLE", "AKIDROLE", "AKIDPROCESS");
        assertThat(aws.calls(StubAws.GET).get(0).headers()).containsEntry("x-amz-security-token", "session-AKIDROLE");
    }

    @Test
    void fetch_roleKeysAboutToExpire_areLoadedAgain() {
        setKeys("AKIDPROCESS");
        aws.on(
                StubAws.ASSUME_ROLE,
                StubAws.inTurn(
                        assumeRoleReply("AKIDROLE1", Duration.ofSeconds(30)),
                        assumeRoleReply("AKIDROLE2", Duration.ofHours(1))));

        source.fetch(DB.inGroup("role"));
        source.fetch(DB.inGroup("role"));

        assertThat(accessKeys(StubAws.GET)).containsExactly("AKIDROLE1", "AKIDROLE2");
    }

    @Test
    void fetch_roleDeniedForManySecrets_stsIsAskedOnceInAWhile() {
        setKeys("AKIDPROCESS");
        aws.on(StubAws.ASSUME_ROLE, stsError(403, "AccessDenied"));
        FakeClock clock = new FakeClock();
        try (SecretsManagerSource own = Sources.patient()
                .clock(clock)
                .group(SecretGroup.named("role")
                        .withRegion("eu-west-1")
                        .withRoleArn(ROLE)
                        .withEndpoint(aws.uri()))
                .build()) {
            for (String name : List.of("a", "b", "c", "d")) {
                SecretFetchException failure =
                        Sources.failure(own, SecretId.of(name).inGroup("role"));
                assertThat(failure.reason()).isEqualTo(ACCESS_DENIED);
                assertThat(failure).hasMessageContaining("secret " + name + " of group role");
            }
            assertThat(aws.calls(StubAws.ASSUME_ROLE)).hasSize(1);

            clock.advance(Duration.ofSeconds(10));
            aws.on(StubAws.ASSUME_ROLE, assumeRoleReply("AKIDROLE", Duration.ofHours(1)));
            assertThat(own.fetch(DB.inGroup("role")).asString()).isEqualTo("s3cret");
        }
    }

    @Test
    void fetch_roleDenied_namesTheStsAction() {
        setKeys("AKIDPROCESS");
        aws.on(StubAws.ASSUME_ROLE, stsError(403, "AccessDenied"));

        SecretFetchException failure = Sources.failure(source, DB.inGroup("role"));

        assertThat(failure.reason()).isEqualTo(ACCESS_DENIED);
        assertThat(failure.awsErrorCode()).isEqualTo("AccessDenied");
        assertThat(failure)
                .hasMessageStartingWith("cannot read secret db of group role: ")
                .hasMessageContaining("sts:AssumeRole");
        assertThat(source.fetch(DB).asString()).isEqualTo("s3cret");
    }

    @Test
    void fetch_processCredentialsRefusedBySts_isTransient() {
        setKeys("AKIDPROCESS");
        aws.on(StubAws.ASSUME_ROLE, stsError(403, "InvalidClientTokenId"));

        assertThat(Sources.failure(source, DB.inGroup("role")).reason()).isEqualTo(CREDENTIALS_UNAVAILABLE);
    }

    @Test
    void fetch_stsCutsTheConnection_isAConnectionFailure() {
        setKeys("AKIDPROCESS");
        aws.on(StubAws.ASSUME_ROLE, StubAws.reset());

        assertThat(Sources.failure(source, DB.inGroup("role")).reason()).isEqualTo(CONNECTION_FAILED);
    }

    private List<String> accessKeys(String operation) {
        return aws.calls(operation).stream()
                .map(call -> ACCESS_KEY.matcher(call.headers().get("authorization")))
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .toList();
    }

    private static void setKeys(String accessKey) {
        System.setProperty(ACCESS_KEY_PROPERTY, accessKey);
        System.setProperty(SECRET_KEY_PROPERTY, "test-key");
    }

    private void setContainer() {
        System.setProperty(CONTAINER_URI_PROPERTY, aws.uri() + StubAws.CREDENTIALS);
        System.setProperty(CONTAINER_TOKEN_PROPERTY, "container-token");
    }

    private static StubAws.Handler containerReply(String accessKey, Duration life) {
        return StubAws.json(
                200,
                "{\"AccessKeyId\":\"" + accessKey + "\",\"SecretAccessKey\":\"k\",\"Token\":\"session-" + accessKey
                        + "\",\"Expiration\":\"" + Instant.now().plus(life) + "\"}");
    }

    private static StubAws.Handler assumeRoleReply(String accessKey, Duration life) {
        return xml(
                200,
                "<AssumeRoleResponse><AssumeRoleResult><AssumedRoleUser><Arn>" + ROLE
                        + "</Arn><AssumedRoleId>x:y</AssumedRoleId></AssumedRoleUser><Credentials><AccessKeyId>"
                        + accessKey + "</AccessKeyId><SecretAccessKey>k</SecretAccessKey><SessionToken>session-"
                        + accessKey + "</SessionToken><Expiration>"
                        + Instant.now().plus(life)
                        + "</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>");
    }

    private static StubAws.Handler stsError(int status, String code) {
        return xml(
                status,
                "<ErrorResponse><Error><Type>Sender</Type><Code>" + code
                        + "</Code><Message>no</Message></Error></ErrorResponse>");
    }

    private static StubAws.Handler xml(int status, String body) {
        return StubAws.reply(status, Map.of("Content-Type", "text/xml"), body.getBytes(StandardCharsets.UTF_8));
    }
}
