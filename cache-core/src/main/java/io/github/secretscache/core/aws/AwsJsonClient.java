package io.github.secretscache.core.aws;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.endpoint.AwsClientEndpointProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.endpoints.EndpointUrl;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.protocols.jsoncore.JsonWriter;
import software.amazon.awssdk.regions.EndpointTag;
import software.amazon.awssdk.regions.ServiceEndpointKey;
import software.amazon.awssdk.regions.ServiceMetadata;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;
import software.amazon.awssdk.services.secretsmanager.endpoints.SecretsManagerEndpointParams;

/**
 * Operations of Parameter Store, through the SDK's client of Secrets Manager. Both services speak JSON 1.1 and differ
 * in four things only: the endpoint, the service's name in the signature, the name of the operation and the two bodies.
 * These are set through the SDK's own extension points; credentials, signature, attempts, clock skew and time limits
 * are the SDK's, and the same for both. So the SDK's client of Systems Manager, 5.7 MB, is not needed (ADR 19).
 * Thread-safe.
 */
public final class AwsJsonClient {
    /** Swaps the bodies; does nothing to the calls of any other client. */
    static final ExecutionInterceptor BODIES = new Bodies();

    private static final ExecutionAttribute<Call> CALL = new ExecutionAttribute<>("SecretsCacheCall");
    private static final String SERVICE = "ssm";
    private static final String TARGET = "AmazonSSM.";

    private final SecretsManagerClient client;

    private AwsJsonClient(SecretsManagerClient client) {
        this.client = client;
    }

    /**
     * Points a client at Parameter Store.
     *
     * @param builder a client whose interceptors include {@link #BODIES}
     * @param endpoint the endpoint to ask, or {@code null} for that of the environment or the region
     * @param ownPorts the endpoints that are not called
     */
    static void point(SecretsManagerClientBuilder builder, @Nullable URI endpoint, AwsOwnPorts ownPorts) {
        builder.endpointProvider(params -> CompletableFuture.completedFuture(Endpoint.builder()
                        .endpointUrl(EndpointUrl.fromUri(
                                ownPorts.notToOurselves(endpoint(endpoint, params), SERVICE, params.region())))
                        .build()))
                .authSchemeProvider(params -> List.of(AuthSchemeOption.builder()
                        .schemeId(AwsV4AuthScheme.SCHEME_ID)
                        .putSignerProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                        .putSignerProperty(
                                AwsV4HttpSigner.REGION_NAME, params.region().id())
                        .build()));
    }

    /** @param client one that was {@linkplain #point pointed} at the service */
    static AwsJsonClient of(SecretsManagerClient client) {
        return new AwsJsonClient(client);
    }

    private static URI endpoint(@Nullable URI given, SecretsManagerEndpointParams params) {
        URI upstream = given == null ? AwsUpstream.of(AwsUpstream.SSM) : given;
        AwsClientEndpointProvider.Builder overrides = AwsClientEndpointProvider.builder()
                .serviceEndpointOverrideEnvironmentVariable("AWS_ENDPOINT_URL_SSM")
                .serviceEndpointOverrideSystemProperty("aws.endpointUrlSsm")
                .serviceProfileProperty(SERVICE);
        if (upstream != null) {
            overrides.clientEndpointOverride(upstream);
        }
        return overrides.resolveFromOverrides().orElseGet(() -> endpointOfRegion(params));
    }

    private static URI endpointOfRegion(SecretsManagerEndpointParams params) {
        List<EndpointTag> tags = new ArrayList<>();
        if (Boolean.TRUE.equals(params.useDualStack())) {
            tags.add(EndpointTag.DUALSTACK);
        }
        if (Boolean.TRUE.equals(params.useFips())) {
            tags.add(EndpointTag.FIPS);
        }
        ServiceEndpointKey key =
                ServiceEndpointKey.builder().region(params.region()).tags(tags).build();
        return URI.create("https://" + ServiceMetadata.of(SERVICE).endpointFor(key));
    }

    /**
     * Calls an operation, with the SDK's attempts.
     *
     * @param operation its name, such as {@code GetParameter}
     * @param body writes the members of the request, in an object that is open
     * @return the reply; an empty object if it is no JSON object
     * @throws RuntimeException as an operation of the SDK's client
     */
    public JsonNode call(String operation, Consumer<JsonWriter> body) {
        Call call = new Call(operation, body);
        client.getSecretValue(request -> request.secretId(operation)
                .overrideConfiguration(options -> options.putExecutionAttribute(CALL, call)));
        return call.reply;
    }

    /** {@return the region that is asked} */
    public String region() {
        return client.serviceClientConfiguration().region().id();
    }

    /** One call with all its attempts. */
    private static final class Call {
        private final String operation;
        private final byte[] body;
        private volatile JsonNode reply = JsonNode.emptyObjectNode();

        Call(String operation, Consumer<JsonWriter> members) {
            this.operation = operation;
            try (JsonWriter json = JsonWriter.create()) {
                json.writeStartObject();
                members.accept(json);
                json.writeEndObject();
                this.body = json.getBytes();
            }
        }
    }

    /** Sends the body of a {@link Call} instead of the SDK's, and keeps the reply. */
    private static final class Bodies implements ExecutionInterceptor {
        @Override
        public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            Call call = attributes.getAttribute(CALL);
            return call == null
                    ? context.httpRequest()
                    : context.httpRequest().toBuilder()
                            .putHeader("X-Amz-Target", TARGET + call.operation)
                            .putHeader("Content-Length", String.valueOf(call.body.length))
                            .build();
        }

        @Override
        public Optional<RequestBody> modifyHttpContent(
                Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            Call call = attributes.getAttribute(CALL);
            return call == null ? context.requestBody() : Optional.of(RequestBody.fromBytes(call.body));
        }

        @Override
        public Optional<InputStream> modifyHttpResponseContent(
                Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
            Call call = attributes.getAttribute(CALL);
            if (call == null || !context.httpResponse().isSuccessful()) {
                return context.responseBody();
            }
            return context.responseBody().map(body -> new Kept(body, call));
        }
    }

    /** Shows the SDK an empty object, and keeps the real reply. So a reply that breaks off fails like any other. */
    private static final class Kept extends FilterInputStream {
        private final Call call;

        Kept(InputStream body, Call call) {
            super(body);
            this.call = call;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            keep();
            return super.read(buffer, offset, length);
        }

        @Override
        public int read() throws IOException {
            keep();
            return super.read();
        }

        private void keep() throws IOException {
            if (in instanceof ByteArrayInputStream) {
                return;
            }
            byte[] body = in.readAllBytes();
            in.close();
            in = new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8));
            call.reply = parsed(body);
        }

        private static JsonNode parsed(byte[] body) {
            try {
                JsonNode reply = JsonNode.parser().parse(body);
                return reply.isObject() ? reply : JsonNode.emptyObjectNode();
            } catch (UncheckedIOException e) {
                return JsonNode.emptyObjectNode();
            }
        }
    }
}
