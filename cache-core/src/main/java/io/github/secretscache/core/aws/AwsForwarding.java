package io.github.secretscache.core.aws;

import io.github.secretscache.core.AwsForwarder;
import io.github.secretscache.core.ForwardedCall;
import io.github.secretscache.core.ForwardedReply;
import io.github.secretscache.core.SecretGroup;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/**
 * Makes calls for clients: signed by the SDK's signer with the credentials of this process, sent by its HTTP client to
 * the endpoint that its client of that service would use, once. Thread-safe.
 */
final class AwsForwarding implements AwsForwarder {
    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();
    private static final String CONTENT_TYPE = "application/x-amz-json-1.1";

    private final AwsClients clients;
    private final SecretGroup group;
    private final Supplier<SdkHttpClient> http;
    private final Duration limit;
    private final AwsTimeLimit timer = new AwsTimeLimit();

    /** @param http made on first use; how long it waits for a piece of a reply is no more than the limit */
    AwsForwarding(AwsClients clients, SecretGroup group, Supplier<SdkHttpClient> http, Duration limit) {
        this.clients = clients;
        this.group = group;
        this.http = http;
        this.limit = limit;
    }

    @Override
    public ForwardedReply forward(ForwardedCall call) {
        AwsTimeLimit.Running running = null;
        try {
            SignedRequest signed = signed(call);
            ExecutableHttpRequest attempt = http.get()
                    .prepareRequest(HttpExecuteRequest.builder()
                            .request(signed.request())
                            .contentStreamProvider(signed.payload().orElse(null))
                            .build());
            running = timer.start(limit, attempt::abort);
            return reply(attempt.call(), running);
        } catch (IOException | RuntimeException e) {
            boolean late = running != null && running.end();
            throw AwsErrors.ofForwarding(call.operation(), late ? new SocketTimeoutException("no answer") : e);
        }
    }

    private SignedRequest signed(ForwardedCall call) {
        SecretGroup where = call.region() == null ? group : group.withRegion(call.region());
        AwsEndpoint endpoint = clients.endpoint(call.service(), where);
        AwsCredentials credentials = clients.processCredentials().resolveCredentials();
        byte[] body = bytes(call.body());
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint.uri())
                .putHeader("Content-Type", CONTENT_TYPE)
                // This also keeps the JDK from sending it twice.
                .putHeader("Content-Length", String.valueOf(body.length))
                .putHeader("X-Amz-Target", call.target())
                .build();
        return SIGNER.sign(sign -> sign.identity(credentials)
                .request(request)
                .payload(() -> new ByteArrayInputStream(body))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, endpoint.signingName())
                .putProperty(AwsV4HttpSigner.REGION_NAME, endpoint.region())
                .putProperty(HttpSigner.SIGNING_CLOCK, clock()));
    }

    private Clock clock() {
        return clients.clock().withZone(ZoneOffset.UTC);
    }

    private static byte[] bytes(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        return bytes;
    }

    private static ForwardedReply reply(HttpExecuteResponse answer, AwsTimeLimit.Running running) {
        Map<String, String> headers = new HashMap<>();
        answer.httpResponse()
                .forEachHeader((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        InputStream body =
                answer.responseBody().<InputStream>map(stream -> stream).orElseGet(InputStream::nullInputStream);
        return new ForwardedReply(answer.httpResponse().statusCode(), headers, running.over(body));
    }
}
