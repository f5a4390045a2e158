package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * GetParameters of an AWS SDK. What is not in memory is fetched in one call. As with the service, names that do not
 * exist are reported separately, and any other failure fails the whole request.
 */
final class SdkParameterBatch {
    private static final int LARGEST = 10;

    /** What a name stands for, if there is any. */
    private record Found(String name, SecretId id, @Nullable CachedSecret secret) {
        int size() {
            return secret == null ? 0 : secret.value().sizeInBytes();
        }
    }

    private final SecretsCache cache;
    private final Map<String, SecretId> ids = new LinkedHashMap<>();

    /** @throws RequestException if the request is invalid, or names a parameter that may not be read */
    SdkParameterBatch(ReaderRequest request, Served served) {
        this.cache = served.cache();
        SdkInput input = SdkInput.parse(request.body());
        List<String> names = input.list("Names");
        if (names == null || names.isEmpty() || names.size() > LARGEST) {
            throw RequestException.validation("Names must have length from 1 to " + LARGEST);
        }
        for (String name : names) {
            SecretRead read = SdkDialect.readParameter(cache, name, input);
            served.access().requireOwnRegion(request, read.name());
            served.access().requireAllowed(read);
            ids.put(name, read.id());
        }
    }

    /** Writes the reply when all parameters have arrived. */
    void answer(ReaderRequest request, SdkDialect dialect) {
        List<SecretId> missing = missing();
        request.enter(ids.size(), missing::isEmpty, () -> {
            CompletableFuture<Map<SecretId, SecretFetchException>> fetched =
                    missing.size() < 2 ? CompletableFuture.completedFuture(Map.of()) : cache.prefetch(missing);
            request.await(
                    fetched,
                    failures -> new ManyValues<>(() -> reads(failures), Found::size)
                            .await(request, SdkParameterBatch::body, body -> dialect.write(request, body)));
        });
    }

    private List<SecretId> missing() {
        return ids.values().stream().filter(id -> cache.getIfCached(id) == null).toList();
    }

    /** What failed together is not asked for one by one. */
    private List<CompletableFuture<Found>> reads(Map<SecretId, SecretFetchException> failures) {
        List<CompletableFuture<Found>> reads = new ArrayList<>();
        ids.forEach((name, id) -> {
            SecretFetchException failure = failures.get(id);
            CompletableFuture<CachedSecret> read =
                    failure == null ? cache.getAsync(id) : CompletableFuture.failedFuture(failure);
            reads.add(read.exceptionally(SdkParameterBatch::nullIfThereIsNone)
                    .thenApply(secret -> new Found(name, id, secret)));
        });
        return reads;
    }

    private static @Nullable CachedSecret nullIfThereIsNone(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof SecretFetchException upstream && upstream.reason() == Reason.NOT_FOUND) {
            return null;
        }
        throw new CompletionException(cause);
    }

    private static ByteBuffer body(List<Found> all) {
        List<ParameterJson> parameters = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        for (Found found : all) {
            if (found.secret == null) {
                invalid.add(found.name);
            } else {
                parameters.add(new ParameterJson(found.id, found.secret.value()));
            }
        }
        return ParameterJson.asService(parameters, invalid);
    }
}
