package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.http.RawClient.Reply;
import io.github.secretscache.http.ServeOptions.AwsProfile;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.util.SetSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterVersionNotFoundException;
import software.amazon.awssdk.services.ssm.model.SsmException;

/** Parameters as AWS's extension answers them, and as the SDK asks for them. */
// The SDK pauses for seconds between attempts.
@SetSystemProperty(key = "aws.maxAttempts", value = "1")
@Timeout(60)
class ParameterAwsTest {
    private static final String GET = "/systemsmanager/parameters/get";
    private static final String EXTENSION_ERROR = "an unexpected error occurred while executing request";

    private final ServedCache served = ServedCache.open();
    private final ServedCache extension = ServedCache.open(
            ServedCache.options().awsProfile(AwsProfile.EXTENSION).build());
    private final ScriptedParameters parameters = new ScriptedParameters(served.source.fake);
    private final SsmClient ssm = SsmClient.builder()
            .endpointOverride(URI.create("http://localhost:" + served.port))
            .region(Region.EU_WEST_1)
            .httpClient(UrlConnectionHttpClient.create())
            .credentialsProvider(StaticCredentialsProvider.create(
                    AwsSessionCredentials.create("AKIDEXAMPLE", "secret", ServedCache.TOKEN)))
            .build();

    @AfterEach
    void close() {
        ssm.close();
        served.close();
        extension.close();
    }

    private static String reply(String selector, String value, int version) {
        return "{\"Parameter\":{\"ARN\":\"arn:aws:ssm:eu-west-1:123456789012:parameter/app/db\",\"DataType\":\"text\","
                + "\"LastModifiedDate\":\"2026-11-01T12:34:56.007Z\",\"Name\":\"/app/db\",\"Selector\":" + selector
                + ",\"SourceResult\":null,\"Type\":\"SecureString\",\"Value\":\"" + value + "\",\"Version\":" + version
                + "},\"ResultMetadata\":{}}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?name=/app/db&withDecryption=true|null|hunter2|2",
                "/?withDecryption=true&name=/app/db|null|hunter2|2",
                "?name=%2Fapp%2Fdb&withDecryption=True|null|hunter2|2",
                "?name=/app/db|null|AQICAHciphertext|2",
                "?name=/app/db&withDecryption=false|null|AQICAHciphertext|2",
                "?name=/app/db&withDecryption=yes|null|AQICAHciphertext|2",
                "?version=1&withDecryption=true&name=/app/db|\":1\"|first|1",
                "?name=/app/db&label=live&withDecryption=true|\":live\"|first|1",
                "?name=/app/db:live&withDecryption=true|\":live\"|first|1",
                "?name=/app/db&version=2&label=live&withDecryption=true|\":2\"|hunter2|2",
                "?name=/app/db&label=live&version=2&withDecryption=true|\":live\"|first|1",
                "?name=arn:aws:ssm:eu-west-1:123456789012:parameter/app/db&withDecryption=1|null|hunter2|2",
            })
    void get_isAnsweredAsByTheExtension(String query, String selector, String value, int version) throws IOException {
        for (ServedCache each : List.of(served, extension)) {
            new ScriptedParameters(each.source.fake).put("/app/db", "SecureString", "hunter2");

            Reply reply = each.get(GET + query);

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).isEqualTo(reply(selector, value, version));
            assertThat(reply.headers()).doesNotContainKeys("Content-Type", "ETag", "Cache-Control", "Age");
        }
    }

    @Test
    void get_largeValue_isWhole() throws IOException {
        String text = "ä\"".repeat(4_000);
        parameters.put("/app/large", "String", text);

        assertThat(served.get(GET + "?name=/app/large").text())
                .contains("\"Value\":\"" + text.replace("\"", "\\\"") + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/app/none, 400, ParameterNotFound, not there",
        "/app/denied, 400, AccessDeniedException, allow ssm:GetParameter",
        "/app/key, 400, InvalidKeyId, the key is gone",
        "/a//b, 400, InvalidParameterException, no doubled slash",
    })
    void get_failure_saysWhich_inOurProfile(String name, int status, String type, String message) throws IOException {
        for (ServedCache each : List.of(served, extension)) {
            new ScriptedParameters(each.source.fake)
                    .failing("/app/none", Reason.NOT_FOUND, "ParameterNotFound", "not there")
                    .failing("/app/denied", Reason.ACCESS_DENIED, "AccessDeniedException", "allow ssm:GetParameter")
                    .failing("/app/key", Reason.DECRYPTION_FAILED, "InvalidKeyId", "the key is gone");
        }

        Reply reply = served.get(GET + "?name=" + name);
        Reply words = extension.get(GET + "?name=" + name);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text())
                .startsWith("{\"__type\":\"" + type + "\",\"message\":\"")
                .contains(message);
        assertThat(words.status()).isEqualTo(400);
        assertThat(words.text()).isEqualTo(EXTENSION_ERROR);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 400, missing parameter name",
        "?name=, 400, missing parameter name",
        "?secretId=x, 400, unknown parameter: secretId",
        "?name=/app/db&refreshNow=2, 400, invalid refreshNow value",
        "/more?name=x, 404, Not found"
    })
    void get_malformed_isPlainText(String query, int status, String text) throws IOException {
        Reply reply = served.get(GET + query);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text()).isEqualTo(text);
        assertThat(served.source.fake.calls()).isZero();
    }

    @ParameterizedTest
    @EnumSource(AwsProfile.class)
    void get_withoutTheToken_isRefusedFirst(AwsProfile profile) throws IOException {
        ServedCache each = profile == AwsProfile.AGENT ? served : extension;

        assertThat(RawClient.get(each.port, "/systemsmanager/nonsense").text()).isEqualTo("Bad Token");
        assertThat(RawClient.get(each.port, GET + "?name=/app/db").status()).isEqualTo(403);
    }

    @Test
    void get_refreshNow_fetches() throws IOException {
        parameters.put("/app/db", "String", "one");
        served.get(GET + "?name=/app/db");
        parameters.put("/app/db", "String", "two");

        assertThat(served.get(GET + "?name=/app/db").text()).contains("\"one\"");
        assertThat(served.get(GET + "?name=/app/db&refreshNow=true").text()).contains("\"two\"");
    }

    @Test
    void getParameter_ofTheSdk_isReadFromTheCache() {
        parameters.put("/app/db", "SecureString", "hunter2");

        for (int i = 0; i < 3; i++) {
            Parameter parameter = ssm.getParameter(
                            request -> request.name("/app/db").withDecryption(true))
                    .parameter();
            assertThat(parameter.value()).isEqualTo("hunter2");
            assertThat(parameter.name()).isEqualTo("/app/db");
            assertThat(parameter.typeAsString()).isEqualTo("SecureString");
            assertThat(parameter.dataType()).isEqualTo("text");
            assertThat(parameter.version()).isEqualTo(2);
            assertThat(parameter.arn()).isEqualTo(ScriptedParameters.arn("/app/db"));
            assertThat(parameter.lastModifiedDate()).hasToString("2026-11-01T12:34:56.007Z");
            assertThat(parameter.selector()).isNull();
            assertThat(parameter.sourceResult()).isNull();
        }
        assertThat(served.source.fake.calls()).isEqualTo(1);
        assertThat(ssm.getParameter(request -> request.name("/app/db"))
                        .parameter()
                        .value())
                .isEqualTo(ScriptedParameters.CIPHERTEXT);
        Parameter live = ssm.getParameter(
                        request -> request.name("/app/db:live").withDecryption(true))
                .parameter();
        assertThat(live.value()).isEqualTo("first");
        assertThat(live.selector()).isEqualTo(":live");
        assertThat(ssm.getParameter(request -> request.name(live.arn() + ":1").withDecryption(true))
                        .parameter()
                        .selector())
                .isEqualTo(":1");
    }

    @Test
    void getParameter_failure_isTheClientsOwnException() {
        parameters
                .put("/app/db", "String", "text")
                .failing("/app/none", Reason.NOT_FOUND, "ParameterNotFound", "not there")
                .failing("/app/busy", Reason.TIMED_OUT, null, "late");

        assertThatThrownBy(() -> ssm.getParameter(request -> request.name("/app/none")))
                .isInstanceOf(ParameterNotFoundException.class);
        assertThatThrownBy(() -> ssm.getParameter(request -> request.name("/app/db:9")))
                .isInstanceOf(ParameterVersionNotFoundException.class);
        assertThatThrownBy(() -> ssm.getParameter(request -> request.name("/a//b")))
                .isInstanceOfSatisfying(SsmException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
                    assertThat(e.getMessage()).contains("no doubled slash");
                });
        assertThatThrownBy(() -> ssm.getParameter(request -> request.name("/app/busy")))
                .isInstanceOfSatisfying(SsmException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(503);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ServiceUnavailableException");
                });
    }

    @Test
    void getParameter_withoutAName_isAValidationException() throws IOException {
        assertThat(sdk("GetParameter", "{}")).contains("ValidationException", "Name must not be null");
        assertThat(sdk("GetParameter", "{\"Name\":\"\"}")).contains("ValidationException");
        assertThat(sdk("GetParameter", "{\"Name\":\"a\",\"WithDecryption\":\"true\"}"))
                .contains("SerializationException", "WithDecryption must be true or false");
    }

    @Test
    void getParameters_fetchesWhatIsMissingInOneCall_andTellsTheMissingNames() {
        parameters
                .put("/app/db", "SecureString", "hunter2")
                .put("/app/hosts", "StringList", "a,b")
                .put("/app/url", "String", "here")
                .failing("/app/none", Reason.NOT_FOUND, "ParameterNotFound", "not there");
        ssm.getParameter(request -> request.name("/app/url").withDecryption(true));

        GetParametersResponse response =
                ssm.getParameters(request -> request.names("/app/url", "/app/none", "/app/db", "/app/hosts:1")
                        .withDecryption(true));

        assertThat(response.parameters())
                .extracting(Parameter::name, Parameter::value, Parameter::selector)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("/app/url", "here", null),
                        org.assertj.core.groups.Tuple.tuple("/app/db", "hunter2", null),
                        org.assertj.core.groups.Tuple.tuple("/app/hosts", "first", ":1"));
        assertThat(response.invalidParameters()).containsExactly("/app/none");
        int calls = served.source.fake.calls();
        assertThat(ssm.getParameters(request ->
                                request.names("/app/db", "/app/hosts:1").withDecryption(true))
                        .parameters())
                .hasSize(2);
        assertThat(served.source.fake.calls()).isEqualTo(calls);
    }

    @Test
    void getParameters_ofLargeOnes_isWhole() {
        for (int i = 0; i < 9; i++) {
            parameters.put("/app/large" + i, "String", String.valueOf(i).repeat(8_192));
        }
        List<String> names =
                IntStream.range(0, 9).mapToObj(i -> "/app/large" + i).toList();

        GetParametersResponse response = ssm.getParameters(request -> request.names(names));

        assertThat(response.parameters())
                .hasSize(9)
                .allSatisfy(each -> assertThat(each.value())
                        .isEqualTo(each.name().substring(10).repeat(8_192)));
    }

    @Test
    void getParameters_oneFails_isTheFailureOfAll() {
        parameters
                .put("/app/db", "String", "text")
                .failing("/app/denied", Reason.ACCESS_DENIED, "AccessDeniedException", "allow ssm:GetParameters");

        assertThatThrownBy(() -> ssm.getParameters(request -> request.names("/app/db", "/app/denied")))
                .isInstanceOfSatisfying(
                        SsmException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"Names\":[]}",
                "{\"Names\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\"]}"
            })
    void getParameters_ofNoneOrTooMany_isAValidationException(String body) throws IOException {
        assertThat(sdk("GetParameters", body)).contains("ValidationException", "Names must have length from 1 to 10");
    }

    private String sdk(String operation, String body) throws IOException {
        try (RawClient client = new RawClient(served.port)) {
            client.send(("POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSSM." + operation + "\r\n"
                            + ServedCache.TOKEN_HEADER + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            return client.read().text();
        }
    }
}
