package io.github.secretscache.core.aws;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.ServiceMetadata;

/**
 * Keeps this process from calling itself: the variable that points a program's AWS SDK to the cache, such as {@code
 * AWS_ENDPOINT_URL_SECRETS_MANAGER}, is often set for the cache's own process too. Such calls go to the service.
 * Thread-safe.
 */
final class AwsOwnPorts implements ExecutionInterceptor {
    private final Set<Integer> ports;
    private final AtomicBoolean told = new AtomicBoolean();

    AwsOwnPorts(Set<Integer> ports) {
        this.ports = Set.copyOf(ports);
    }

    @Override
    public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        SdkHttpRequest request = context.httpRequest();
        if (!isOwn(request.host(), request.port())) {
            return request;
        }
        String host = host(
                attributes.getAttribute(AwsExecutionAttribute.ENDPOINT_PREFIX),
                attributes.getAttribute(AwsExecutionAttribute.AWS_REGION));
        return request.toBuilder()
                .protocol("https")
                .host(host)
                .port(443)
                .encodedPath("/")
                .build();
    }

    /** The endpoint, or that of the service in the region if it would come back to this process. */
    URI notToOurselves(URI endpoint, String service, Region region) {
        return isOwn(endpoint.getHost(), endpoint.getPort())
                ? URI.create("https://" + host(service, region))
                : endpoint;
    }

    private boolean isOwn(@Nullable String host, int port) {
        boolean isOwn = host != null && ports.contains(port) && isLoopback(host);
        if (isOwn && told.compareAndSet(false, true)) {
            System.getLogger(AwsOwnPorts.class.getName())
                    .log(
                            System.Logger.Level.INFO,
                            "the endpoint set for AWS calls, port " + port
                                    + " on loopback, is this process's own; it is used by others, and not for its own calls");
        }
        return isOwn;
    }

    private static String host(String service, Region region) {
        return ServiceMetadata.of(service).endpointFor(region).toString();
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.startsWith("127.")
                || host.equals("[::1]")
                || host.equals("::1")
                || host.equals("[0:0:0:0:0:0:0:1]");
    }
}
