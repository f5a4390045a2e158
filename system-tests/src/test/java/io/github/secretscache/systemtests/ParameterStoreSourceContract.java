package io.github.secretscache.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.ListedPath;
import io.github.secretscache.core.ListingPage;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.parameterstore.ParameterStoreSource;
import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** {@link ParameterStoreSource} over a socket; the same against the endpoint of local-lambda and against moto. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
abstract class ParameterStoreSourceContract {
    /** Nobody checks it. */
    private static final String SIGNED = "AWS4-HMAC-SHA256 Credential=id/20260101/us-east-1/ssm/aws4_request,"
            + " SignedHeaders=host, Signature=none";

    private static final String ARN = "arn:aws:ssm:us-east-1:123456789012:parameter";

    /** A server may be used again. */
    final String run = UUID.randomUUID().toString();

    private final HttpClient http = HttpClient.newHttpClient();
    private URI uri;
    private ParameterStoreSource source;

    /** Where the server listens. */
    abstract URI uri();

    @BeforeAll
    void connect() {
        uri = uri();
        System.setProperty("aws.accessKeyId", "id");
        System.setProperty("aws.secretAccessKey", "key");
        source = ParameterStoreSource.beside(SecretsManagerSource.builder()
                .group(SecretGroup.named(SecretId.DEFAULT_GROUP)
                        .withRegion("us-east-1")
                        .withEndpoint(uri))
                .build());
    }

    @AfterAll
    void disconnect() {
        // There is none where the server is missing.
        if (source != null) {
            source.close();
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    final ParameterStoreSource source() {
        return source;
    }

    /** The parameter's identity, with a name that no other run has. */
    final SecretId id(String name) {
        return SecretId.parameter(name(name));
    }

    private String name(String name) {
        return name.startsWith("/") ? "/" + run + name : name + "-" + run;
    }

    final void put(String name, String type, String value) {
        call("PutParameter", Map.of("Name", name(name), "Type", type, "Value", value, "Overwrite", true));
    }

    private void call(String operation, Map<String, Object> body) {
        try {
            HttpResponse<String> reply = http.send(
                    HttpRequest.newBuilder(uri.resolve("/"))
                            .header("X-Amz-Target", "AmazonSSM." + operation)
                            .header("Content-Type", "application/x-amz-json-1.1")
                            .header("Authorization", SIGNED)
                            .POST(BodyPublishers.ofString(new ObjectMapper().writeValueAsString(body)))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void fetch_name_isTheNewestVersion() {
        put("/newest/db", "SecureString", "one");
        put("/newest/db", "SecureString", "two");

        SecretValue value = source.fetch(id("/newest/db"));

        assertThat(value.asString()).isEqualTo("two");
        assertThat(value.name()).isEqualTo(name("/newest/db"));
        assertThat(value.versionId()).isEqualTo("2");
        assertThat(value.arn()).isEqualTo(ARN + name("/newest/db"));
        assertThat(value.createdDate()).isNotNull();
    }

    @Test
    void fetch_versionOrLabel_isThatVersion() {
        put("/chosen/db", "String", "one");
        put("/chosen/db", "String", "two");
        call(
                "LabelParameterVersion",
                Map.of("Name", name("/chosen/db"), "ParameterVersion", 1, "Labels", List.of("live")));
        SecretId id = id("/chosen/db");

        assertThat(source.fetch(id.atVersion("1")).asString()).isEqualTo("one");
        assertThat(source.fetch(id.atVersion("2")).asString()).isEqualTo("two");
        assertThat(source.fetch(id.atStage("live")).asString()).isEqualTo("one");
    }

    @Test
    void fetch_arn_isTheParameter() {
        put("/by/arn", "String", "x");
        put("bare", "String", "y");

        assertThat(source.fetch(SecretId.parameter(ARN + name("/by/arn"))).asString())
                .isEqualTo("x");
        assertThat(source.fetch(SecretId.parameter(ARN + "/" + name("bare"))).asString())
                .isEqualTo("y");
    }

    @Test
    void fetch_withoutDecryption_isNotTheValue() {
        put("/encrypted/db", "SecureString", "hush");
        SecretId id = id("/encrypted/db");

        assertThat(source.fetch(id).asString()).isEqualTo("hush");
        assertThat(source.fetch(id.decrypted(false)).asString()).isNotEqualTo("hush");
    }

    @Test
    void fetch_unknownNameVersionOrLabel_isNotFound() {
        put("/known/db", "String", "x");
        SecretId known = id("/known/db");

        for (SecretId id : List.of(id("/unknown"), known.atVersion("7"), known.atStage("never-attached"))) {
            assertThatThrownBy(() -> source.fetch(id))
                    .as(id.toString())
                    .isInstanceOfSatisfying(
                            SecretFetchException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
        }
    }

    @Test
    void fetchBatch_tellsTheUnknownFromTheKnown() {
        put("/batch/a", "String", "one");
        put("/batch/a", "String", "two");
        put("/batch/hosts", "StringList", "x,,y");
        SecretId newest = id("/batch/a");
        SecretId hosts = id("/batch/hosts");
        SecretId unknown = id("/batch/none");

        Map<SecretId, FetchOutcome> outcomes = source.fetchBatch(List.of(newest, hosts, unknown));

        assertThat(fetched(outcomes.get(newest))).isEqualTo("two");
        assertThat(fetched(outcomes.get(hosts))).isEqualTo("x,,y");
        assertThat(outcomes.get(unknown)).isNotInstanceOf(FetchOutcome.Fetched.class);
    }

    @Test
    void fetchPage_pagesOfTen_areAllBelowThePath() {
        IntStream.range(0, 24).forEach(i -> put("/pages/deep/p" + i, "SecureString", "v" + i));
        put("/pagesbeside", "String", "not below it");

        List<Integer> sizes = new ArrayList<>();
        List<String> values = new ArrayList<>();
        String next = null;
        do {
            ListingPage page = source.fetchPage(ListedPath.of(name("/pages/")), next);
            sizes.add(page.found().size());
            page.found().forEach(found -> values.add(found.value().asString()));
            next = page.next();
        } while (next != null);

        assertThat(sizes).containsExactly(10, 10, 4);
        assertThat(values)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 24).mapToObj(i -> "v" + i).toList());
    }

    private static String fetched(FetchOutcome outcome) {
        return ((FetchOutcome.Fetched) outcome).value().asString();
    }
}
