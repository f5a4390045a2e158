package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.ForwardedCall.Service;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.SecretsCache;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of the AWS SDKs, {@code POST /} with JSON 1.1: replies and errors in the service's own shape, so that the
 * typed exceptions and the retry rules of each SDK work.
 */
final class SdkDialect implements Dialect {
    private static final String CONTENT_TYPE = "application/x-amz-json-1.1";
    private static final HttpString REQUEST_ID = new HttpString("x-amzn-RequestId");

    /** In milliseconds; most SDKs read this header, not {@code Retry-After}. */
    private static final HttpString RETRY_AFTER = new HttpString("x-amz-retry-after");

    private static final int LONGEST_ID = 2048;

    private final VersionMemo<AwsSecretBody> bodies =
            new VersionMemo<>(version -> new AwsSecretBody(SdkSecretJson::of));

    /** {@return whether a request comes from an SDK, whatever it asks for} */
    static boolean speaks(HttpServerExchange exchange, String path) {
        return path.equals("/") && exchange.getRequestMethod().toString().equals(Methods.POST_STRING);
    }

    /**
     * Ends the connection after the reply where that makes the client's next call faster. The JDK's HttpURLConnection
     * waits a millisecond on a kept connection before it sends a body, to see whether the server has closed it; a new
     * connection on loopback takes less (ADR 28).
     */
    static void keepOrClose(ReaderRequest request) {
        String client = request.header(Headers.USER_AGENT);
        if (client != null && client.contains("UrlConnection")) {
            request.exchange().setPersistent(false);
        }
    }

    /** Parses a request for one secret. */
    @Override
    public SecretRead parse(ReaderRequest request, SecretsCache cache) {
        SdkInput input = SdkInput.parse(request.body());
        if (SdkTarget.of(request.header(SdkTarget.HEADER)).service() == Service.PARAMETER_STORE) {
            return readParameter(cache, input.text("Name"), input);
        }
        return read(cache, input.text("SecretId"), input.text("VersionStage"), input.text("VersionId"));
    }

    /** {@return the identity for an id, if the service would accept it, and two optional choices} */
    static SecretRead read(SecretsCache cache, @Nullable String id, @Nullable String stage, @Nullable String version) {
        if (id == null) {
            throw RequestException.validation("SecretId must not be null");
        }
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw RequestException.validation("SecretId must have length from 1 to " + LONGEST_ID);
        }
        try {
            // The service does not know names given by "as:" or configured stages.
            SecretId secret = id.startsWith(ParameterChoice.ARN) ? cache.resolve(id) : SecretId.of(id);
            String label = stage == null && version == null ? SecretId.AWSCURRENT : stage;
            return new SecretRead(id, new SecretId(secret.group(), secret.name(), label, version), false, false, null);
        } catch (IllegalArgumentException e) {
            throw RequestException.validation("no secret can have this id or version: " + e.getMessage());
        }
    }

    /** {@return the identity for a name of GetParameter, if the service would accept it} */
    static SecretRead readParameter(SecretsCache cache, @Nullable String name, SdkInput input) {
        if (name == null) {
            throw RequestException.validation("Name must not be null");
        }
        if (name.isEmpty() || name.length() > LONGEST_ID) {
            throw RequestException.validation("Name must have length from 1 to " + LONGEST_ID);
        }
        return new ParameterChoice(name, null, null, input.isDecrypted()).readAsService(cache);
    }

    @Override
    public void writeSecret(ReaderRequest request, SecretRead read, CachedSecret secret, Origin origin) {
        SecretValue value = secret.value();
        if (read.id().isParameter()) {
            write(request, new ParameterJson(read.id(), value).asService());
            return;
        }
        write(request, bodies.of(value).of(value));
    }

    void write(ReaderRequest request, ByteBuffer body) {
        describe(request.exchange().getResponseHeaders(), null);
        request.exchange().getResponseSender().send(body);
    }

    /** Writes what the service answered. */
    void write(ReaderRequest request, SdkDescription description) {
        ForwardedStream.passOn(description.headers(), request.exchange().getResponseHeaders());
        request.exchange().setStatusCode(description.status());
        request.exchange().getResponseSender().send(description.body().duplicate());
    }

    @Override
    public void writeError(ReaderRequest request, Throwable failure) {
        SdkError error = SdkError.of(failure);
        HeaderMap headers = request.exchange().getResponseHeaders();
        describe(headers, error.requestId());
        if (error.retryable()) {
            headers.put(Headers.RETRY_AFTER, ProblemJson.RETRY_AFTER_SECONDS).put(RETRY_AFTER, "1000");
        }
        request.exchange().setStatusCode(error.status()).getResponseSender().send(JsonBody.of(json -> {
            json.writeStartObject();
            json.writeStringField("__type", error.type());
            json.writeStringField("Message", error.message());
            json.writeEndObject();
        }));
    }

    private static void describe(HeaderMap headers, @Nullable String requestId) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String id = requestId == null
                ? new UUID(random.nextLong(), random.nextLong()).toString()
                : HeaderText.of(requestId);
        headers.put(Headers.CONTENT_TYPE, CONTENT_TYPE).put(REQUEST_ID, id);
    }
}
