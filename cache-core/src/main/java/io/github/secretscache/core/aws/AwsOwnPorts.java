package io.github.secretscache.core.aws;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.ServiceMetadata;

/**
 * Sends to the service itself what would come back to this process: the variable that leads a program's AWS SDK to the
 * cache, such as {@code AWS_ENDPOINT_URL_SECRETS_MANAGER}, is often set for the cache's own process too. Thread-safe.
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
        if (!ports.contains(request.port()) || !isLoopback(request.host())) {
            return request;
        }
        URI service = ServiceMetadata.of(attributes.getAttribute(AwsExecutionAttribute.ENDPOINT_PREFIX))
                .endpointFor(attributes.getAttribute(AwsExecutionAttribute.AWS_REGION));
        if (told.compareAndSet(false, true)) {
            System.getLogger(AwsOwnPorts.class.getName())
                    .log(
                            System.Logger.Level.INFO,
                            "the endpoint set for AWS calls, port " + request.port()
                                    + " on loopback, is this process's own; it is used by others, and not for its own calls");
        }
        return request.toBuilder()
                .protocol("https")
                .host(service.toString())
                .port(443)
                .encodedPath("/")
                .build();
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.startsWith("127.")
                || host.equals("[::1]")
                || host.equals("::1")
                || host.equals("[0:0:0:0:0:0:0:1]");
    }
}
