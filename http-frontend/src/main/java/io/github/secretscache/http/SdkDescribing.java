package io.github.secretscache.http;

import io.github.secretscache.core.AwsForwarder;
import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.ForwardedCall;
import io.github.secretscache.core.ForwardedCall.Service;
import io.github.secretscache.core.ForwardedReply;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import io.undertow.util.Headers;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Answers DescribeSecret. It asks the service, because clients describe a secret to find out about a rotation, which a
 * held description would hide. If the service names another current version than the one held, that is fetched before
 * the answer. If the service does not answer, the held version is described; if the role may not describe, a version
 * that is fetched anew.
 */
final class SdkDescribing {
    private static final String OPERATION = "DescribeSecret";

    private final SdkDialect dialect;
    private final OncePerSecond<SdkDescription> calls = new OncePerSecond<>();

    SdkDescribing(SdkDialect dialect) {
        this.dialect = dialect;
    }

    /** Answers a request that was let in. */
    void answer(ReaderRequest request, Served served) {
        SecretRead read = dialect.parse(request, served.cache());
        served.access().requireOwnRegion(request, read.name());
        served.access().requireAllowed(read);
        AwsForwarder forwarder = served.options().forwarder();
        if (forwarder == null || !read.id().group().equals(SecretId.DEFAULT_GROUP)) {
            // The forwarder uses the process's own role, which may not describe the secrets of another group.
            tellVersion(request, newest(read.id(), served.cache()));
            return;
        }
        String region = regionOf(request, read.name());
        CompletableFuture<SdkDescription> described = calls.call(
                region + " " + read.name(),
                request,
                () -> ask(forwarder, region, read.name()),
                description -> refreshed(description, read.id(), served.cache()));
        request.await(described.handle((description, failure) -> description), description -> {
            if (description != null && description.isAnswer()) {
                dialect.write(request, description);
            } else if (description != null && description.isDenied()) {
                tellVersion(request, newest(read.id(), served.cache()));
            } else {
                tellVersion(request, served.cache().getAsync(read.id()));
            }
        });
    }

    private void tellVersion(ReaderRequest request, CompletableFuture<CachedSecret> version) {
        request.await(version, secret -> dialect.write(request, SdkSecretJson.describing(secret.value())));
    }

    private static CompletableFuture<CachedSecret> newest(SecretId id, SecretsCache cache) {
        return cache.refresh(id)
                .exceptionallyCompose(failure -> failure instanceof SecretFetchException upstream
                                && upstream.reason().isTransient()
                        ? cache.getAsync(id)
                        : CompletableFuture.failedFuture(failure));
    }

    private static @Nullable String regionOf(ReaderRequest request, String name) {
        String[] arn = name.startsWith(ParameterChoice.ARN) ? name.split(":", 5) : new String[0];
        return arn.length > 4 ? arn[3] : SdkCredentialScope.regionOf(request.header(Headers.AUTHORIZATION));
    }

    private static SdkDescription ask(AwsForwarder forwarder, @Nullable String region, String name) {
        ForwardedCall call = new ForwardedCall(Service.SECRETS_MANAGER, OPERATION, region, JsonBody.of(json -> {
            json.writeStartObject();
            json.writeStringField("SecretId", name);
            json.writeEndObject();
        }));
        try (ForwardedReply reply = forwarder.forward(call)) {
            return SdkDescription.of(reply);
        } catch (IOException e) {
            // Without its cause: a parser's message quotes what came.
            throw new SecretFetchException(
                    Reason.SERVICE_FAILED, "the reply to DescribeSecret broke off or makes no sense", null);
        }
    }

    /**
     * Completes when the held version is as new as the description, or could not be fetched. If none is held, it is
     * fetched too: a library reads the described version by its id, so an outage would find nothing to describe.
     */
    private static CompletableFuture<?> refreshed(SdkDescription description, SecretId id, SecretsCache cache) {
        String current = description.currentVersion();
        if (current == null || description.error() != null) {
            return CompletableFuture.completedFuture(null);
        }
        CachedSecret held = cache.getIfCached(id);
        if (held == null) {
            return cache.getAsync(id);
        }
        return current.equals(held.value().versionId()) ? CompletableFuture.completedFuture(null) : cache.refresh(id);
    }
}
