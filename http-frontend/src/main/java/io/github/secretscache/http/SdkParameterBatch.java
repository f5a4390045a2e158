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
        List<SecretId> missing = new ArrayList<>();
        for (SecretId id : ids.values()) {
            if (cache.getIfCached(id) == null) {
                missing.add(id);
            }
        }
        CompletableFuture<Map<SecretId, SecretFetchException>> fetched =
                missing.size() < 2 ? CompletableFuture.completedFuture(Map.of()) : cache.prefetch(missing);
        request.await(
                fetched.thenCompose(this::read),
                found -> request.awaitTask(() -> body(found), body -> dialect.write(request, body)));
    }

    /** Parameters that failed together are not fetched one by one. */
    private CompletableFuture<Map<String, CachedSecret>> read(Map<SecretId, SecretFetchException> failures) {
        Map<String, CompletableFuture<@Nullable CachedSecret>> reads = new LinkedHashMap<>();
        ids.forEach((name, id) -> {
            SecretFetchException failure = failures.get(id);
            CompletableFuture<CachedSecret> read =
                    failure == null ? cache.getAsync(id) : CompletableFuture.failedFuture(failure);
            reads.put(name, read.exceptionally(SdkParameterBatch::nullIfThereIsNone));
        });
        return CompletableFuture.allOf(reads.values().toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> {
                    Map<String, CachedSecret> found = new LinkedHashMap<>();
                    reads.forEach((name, read) -> {
                        CachedSecret secret = read.join();
                        if (secret != null) {
                            found.put(name, secret);
                        }
                    });
                    return found;
                });
    }

    private static @Nullable CachedSecret nullIfThereIsNone(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof SecretFetchException upstream && upstream.reason() == Reason.NOT_FOUND) {
            return null;
        }
        throw new CompletionException(cause);
    }

    private ByteBuffer body(Map<String, CachedSecret> found) {
        List<ParameterJson> parameters = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        ids.forEach((name, id) -> {
            CachedSecret secret = found.get(name);
            if (secret == null) {
                invalid.add(name);
            } else {
                parameters.add(new ParameterJson(id, secret.value()));
            }
        });
        return ParameterJson.asService(parameters, invalid);
    }
}
