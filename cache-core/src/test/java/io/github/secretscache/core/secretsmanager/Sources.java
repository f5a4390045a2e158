package io.github.secretscache.core.secretsmanager;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretSource;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.aws.StubAws;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Sources for tests. */
final class Sources {
    static final AwsCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDTEST", "test-key"));

    private static final Duration PATIENT = Duration.ofSeconds(40);

    private Sources() {}

    /** A source whose default group is a stub, with fixed credentials. */
    static SecretsManagerSourceBuilder of(StubAws aws) {
        return of(aws.uri());
    }

    static SecretsManagerSourceBuilder of(URI endpoint) {
        return patient()
                .group(SecretGroup.named(SecretId.DEFAULT_GROUP)
                        .withRegion("eu-west-1")
                        .withEndpoint(endpoint))
                .credentials(CREDENTIALS);
    }

    /** A builder with time limits that a busy machine does not meet by accident. */
    static SecretsManagerSourceBuilder patient() {
        return SecretsManagerSource.builder().requestTimeout(PATIENT).connectTimeout(Duration.ofSeconds(10));
    }

    /** What becomes of each secret when a cache over a source warms up with them, 8 calls at a time. */
    static Map<SecretId, FetchOutcome> fetchAll(SecretSource source, Collection<SecretId> ids) {
        SecretsCache cache =
                SecretsCache.builder().source(source).requestTimeout(PATIENT).build();
        Map<SecretId, SecretFetchException> failures = cache.prefetch(ids).join();
        Map<SecretId, FetchOutcome> outcomes = new LinkedHashMap<>();
        for (SecretId id : ids) {
            SecretFetchException failure = failures.get(id);
            outcomes.put(
                    id,
                    failure == null
                            ? new FetchOutcome.Fetched(cache.get(id).value())
                            : new FetchOutcome.Failed(failure));
        }
        return outcomes;
    }

    /** How a read of a cache over a source fails. */
    static SecretFetchException failure(SecretSource source, SecretId id, Duration requestTimeout) {
        SecretsCache cache = SecretsCache.builder()
                .source(source)
                .requestTimeout(requestTimeout)
                .build();
        return catchThrowableOfType(SecretFetchException.class, () -> cache.get(id));
    }

    /** The exception with which a fetch fails; the test fails if it does not. */
    static SecretFetchException failure(SecretsManagerSource source, SecretId id) {
        SecretFetchException failure = catchThrowableOfType(SecretFetchException.class, () -> source.fetch(id));
        if (failure == null) {
            throw new AssertionError("fetched " + id + " without a failure");
        }
        return failure;
    }

    /** The exception in the outcome of one secret. */
    static SecretFetchException failure(FetchOutcome outcome) {
        return ((FetchOutcome.Failed) outcome).cause();
    }

    /** The value in the outcome of one secret. */
    static SecretValue value(FetchOutcome outcome) {
        return ((FetchOutcome.Fetched) outcome).value();
    }
}
