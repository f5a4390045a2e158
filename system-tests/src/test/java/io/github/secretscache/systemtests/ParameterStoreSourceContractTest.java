package io.github.secretscache.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.github.secretscache.locallambda.aws.Fault;
import io.github.secretscache.locallambda.aws.ParameterType;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** {@link ParameterStoreSource} against the endpoint of local-lambda, over a socket. */
@Timeout(60)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class ParameterStoreSourceContractTest {
    private static SecretsManagerEndpoint endpoint;
    private static ParameterStoreSource source;

    @BeforeAll
    static void start() {
        System.setProperty("aws.accessKeyId", "id");
        System.setProperty("aws.secretAccessKey", "key");
        endpoint = SecretsManagerEndpoint.start();
        source = ParameterStoreSource.beside(SecretsManagerSource.builder()
                .group(SecretGroup.named(SecretId.DEFAULT_GROUP)
                        .withRegion("us-east-1")
                        .withEndpoint(endpoint.httpUri()))
                .build());
    }

    @AfterAll
    static void stop() {
        source.close();
        endpoint.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @AfterEach
    void clearFaults() {
        endpoint.clearFaults();
    }

    @Test
    void fetch_name_isTheNewestVersion() {
        endpoint.putParameter("/newest/db", ParameterType.SECURE_STRING, "one");
        endpoint.putParameter("/newest/db", ParameterType.SECURE_STRING, "two");

        SecretValue value = source.fetch(SecretId.parameter("/newest/db"));

        assertThat(value.asString()).isEqualTo("two");
        assertThat(value.name()).isEqualTo("/newest/db");
        assertThat(value.versionId()).isEqualTo("2");
        assertThat(value.arn()).isEqualTo("arn:aws:ssm:us-east-1:123456789012:parameter/newest/db");
        assertThat(value.createdDate()).isNotNull();
    }

    @Test
    void fetch_versionOrLabel_isThatVersion() {
        endpoint.putParameter("/chosen/db", ParameterType.STRING, "one");
        endpoint.putParameter("/chosen/db", ParameterType.STRING, "two");
        endpoint.labelParameter("/chosen/db", 1, "live");
        SecretId id = SecretId.parameter("/chosen/db");

        assertThat(source.fetch(id.atVersion("1")).asString()).isEqualTo("one");
        assertThat(source.fetch(id.atVersion("2")).asString()).isEqualTo("two");
        assertThat(source.fetch(id.atStage("live")).asString()).isEqualTo("one");
    }

    @Test
    void fetch_arn_isTheParameter() {
        endpoint.putParameter("/by/arn", ParameterType.STRING, "x");
        endpoint.putParameter("bare", ParameterType.STRING, "y");
        String prefix = "arn:aws:ssm:us-east-1:123456789012:parameter/";

        assertThat(source.fetch(SecretId.parameter(prefix + "by/arn")).asString())
                .isEqualTo("x");
        assertThat(source.fetch(SecretId.parameter(prefix + "bare")).asString()).isEqualTo("y");
    }

    @Test
    void fetch_withoutDecryption_isNotTheValue() {
        endpoint.putParameter("/encrypted/db", ParameterType.SECURE_STRING, "hush");
        SecretId id = SecretId.parameter("/encrypted/db");

        assertThat(source.fetch(id).asString()).isEqualTo("hush");
        assertThat(source.fetch(id.decrypted(false)).asString()).isNotEqualTo("hush");
    }

    @Test
    void fetch_unknownNameVersionOrLabel_isNotFound() {
        endpoint.putParameter("/known/db", ParameterType.STRING, "x");
        SecretId known = SecretId.parameter("/known/db");

        for (SecretId id :
                List.of(SecretId.parameter("/unknown"), known.atVersion("7"), known.atStage("never-attached"))) {
            assertThatThrownBy(() -> source.fetch(id))
                    .as(id.toString())
                    .isInstanceOfSatisfying(
                            SecretFetchException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
        }
    }

    @Test
    void fetchBatch_tellsTheUnknownFromTheKnown() {
        endpoint.putParameter("/batch/a", ParameterType.STRING, "one");
        endpoint.putParameter("/batch/a", ParameterType.STRING, "two");
        endpoint.putParameter("/batch/hosts", ParameterType.STRING_LIST, "x,,y");
        SecretId newest = SecretId.parameter("/batch/a");
        SecretId hosts = SecretId.parameter("/batch/hosts");
        SecretId unknown = SecretId.parameter("/batch/none");

        Map<SecretId, FetchOutcome> outcomes = source.fetchBatch(List.of(newest, hosts, unknown));

        assertThat(fetched(outcomes.get(newest))).isEqualTo("two");
        assertThat(fetched(outcomes.get(hosts))).isEqualTo("x,,y");
        assertThat(outcomes.get(unknown)).isNotInstanceOf(FetchOutcome.Fetched.class);
    }

    @Test
    void fetchBatch_throttled_isTheFailureOfEach() {
        endpoint.putParameter("/busy/a", ParameterType.STRING, "a");
        endpoint.putParameter("/busy/b", ParameterType.STRING, "b");
        endpoint.inject(Fault.of(Fault.Kind.THROTTLE).forOperation("GetParameters"));

        Map<SecretId, FetchOutcome> outcomes =
                source.fetchBatch(List.of(SecretId.parameter("/busy/a"), SecretId.parameter("/busy/b")));

        assertThat(outcomes.values())
                .hasSize(2)
                .allSatisfy(outcome -> assertThat(
                                ((FetchOutcome.Failed) outcome).cause().reason())
                        .isEqualTo(Reason.THROTTLED));
    }

    @Test
    void fetchPage_pagesOfTen_areAllBelowThePath() {
        IntStream.range(0, 24)
                .forEach(i -> endpoint.putParameter("/pages/deep/p" + i, ParameterType.SECURE_STRING, "v" + i));
        endpoint.putParameter("/pagesbeside", ParameterType.STRING, "not below it");

        List<Integer> sizes = new ArrayList<>();
        List<String> values = new ArrayList<>();
        String next = null;
        do {
            ListingPage page = source.fetchPage(ListedPath.of("/pages/"), next);
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
