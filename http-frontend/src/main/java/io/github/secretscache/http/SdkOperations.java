package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretsCache;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** The operations of Secrets Manager and Parameter Store that are answered here, by their {@code X-Amz-Target}. */
final class SdkOperations {
    private final SdkDialect dialect;
    private final BiConsumer<ReaderRequest, Served> readOne;
    private final SdkForwarding forwarding = new SdkForwarding();

    /** @param readOne answers a request that {@link SdkDialect#parse} understands */
    SdkOperations(SdkDialect dialect, BiConsumer<ReaderRequest, Served> readOne) {
        this.dialect = dialect;
        this.readOne = readOne;
    }

    /**
     * Answers a request whose body has arrived.
     *
     * @throws RequestException if it is invalid, or for an operation that is not served here
     */
    void call(ReaderRequest request, Served served) {
        SdkTarget target = SdkTarget.of(request.header(SdkTarget.HEADER));
        switch (target.toString()) {
            case "secretsmanager.GetSecretValue", "AmazonSSM.GetParameter" -> readOne.accept(request, served);
            case "AmazonSSM.GetParameters" -> new SdkParameterBatch(request, served).answer(request, dialect);
            case "secretsmanager.DescribeSecret" -> describe(request, served);
            case "secretsmanager.BatchGetSecretValue" -> readBatch(request, target, served);
            default -> forwarding.call(request, target, served);
        }
    }

    /**
     * Asks the service anew, because a client asks for a description only to find out about a rotation. While the
     * service does not answer, the version in the cache is described.
     */
    private void describe(ReaderRequest request, Served served) {
        SecretRead read = dialect.parse(request, served.cache());
        served.access().requireOwnRegion(request, read.name());
        served.access().requireAllowed(read);
        CompletableFuture<CachedSecret> newest = served.cache()
                .refresh(read.id())
                .exceptionallyCompose(failure -> heldAfter(failure, read, served.cache()));
        request.await(newest, secret -> dialect.write(request, SdkSecretJson.describing(secret.value())));
    }

    private static CompletableFuture<CachedSecret> heldAfter(Throwable failure, SecretRead read, SecretsCache cache) {
        return failure instanceof SecretFetchException upstream
                        && upstream.reason().isTransient()
                ? cache.getAsync(read.id())
                : CompletableFuture.failedFuture(failure);
    }

    private void readBatch(ReaderRequest request, SdkTarget target, Served served) {
        SdkInput input = SdkInput.parse(request.body());
        List<String> ids = input.list("SecretIdList");
        if (ids == null || input.isFiltered()) {
            forwarding.call(request, target, served);
            return;
        }
        new SdkSecretBatch(ids, request, served).answer(request, dialect);
    }
}
