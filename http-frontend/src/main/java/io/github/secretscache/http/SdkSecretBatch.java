package io.github.secretscache.http;

import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.http.SdkSecretJson.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** BatchGetSecretValue of an AWS SDK, by a list of ids. What is wrong with one id is told beside the others' values. */
final class SdkSecretBatch {
    private static final int LARGEST = 20;

    /** One id, and either what it stands for or why it is not read. */
    private record Asked(
            String id, @Nullable SecretId secret, @Nullable RequestException refusal) {}

    private final SecretsCache cache;
    private final List<Asked> asked = new ArrayList<>();

    /** @throws RequestException if there are too many ids, or none */
    SdkSecretBatch(List<String> ids, ReaderRequest request, Served served) {
        if (ids.isEmpty() || ids.size() > LARGEST) {
            throw RequestException.validation("SecretIdList must have length from 1 to " + LARGEST);
        }
        this.cache = served.cache();
        ids.forEach(id -> asked.add(asked(id, request, served)));
    }

    private static Asked asked(String id, ReaderRequest request, Served served) {
        try {
            SecretRead read = SdkDialect.read(served.cache(), id, null, null);
            served.access().requireOwnRegion(request, id);
            served.access().requireAllowed(read);
            return new Asked(id, read.id(), null);
        } catch (RequestException e) {
            return new Asked(id, null, e);
        }
    }

    /** Writes the reply when all is there. */
    void answer(ReaderRequest request, SdkDialect dialect) {
        ManyValues<Outcome> values = new ManyValues<>(
                () -> asked.stream().map(this::read).toList(),
                outcome -> outcome.value() == null ? 0 : outcome.value().sizeInBytes());
        request.enter(
                asked.size(),
                this::isInMemory,
                () -> values.await(request, outcomes -> body(outcomes, request), body -> dialect.write(request, body)));
    }

    private boolean isInMemory() {
        return asked.stream().allMatch(one -> one.secret == null || cache.getIfCached(one.secret) != null);
    }

    private CompletableFuture<Outcome> read(Asked one) {
        if (one.secret == null) {
            return CompletableFuture.completedFuture(new Outcome(one.id, null, one.refusal));
        }
        return cache.getAsync(one.secret)
                .handle((secret, failure) ->
                        new Outcome(one.id, secret == null ? null : secret.value(), secret == null ? failure : null));
    }

    private static ByteBuffer body(List<Outcome> outcomes, ReaderRequest request) {
        for (Outcome outcome : outcomes) {
            if (outcome.failure() != null) {
                request.note(outcome.failure());
            }
        }
        return SdkSecretJson.of(outcomes);
    }
}
