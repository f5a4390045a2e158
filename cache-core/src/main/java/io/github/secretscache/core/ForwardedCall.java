package io.github.secretscache.core;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call of AWS's JSON protocol 1.1. {@link #toString()} does not hold the body.
 *
 * @param service which service
 * @param operation such as {@code ListSecrets}
 * @param region where it is made, such as {@code eu-west-1}, or {@code null} for the process's own region
 * @param body the request as the client sent it; may hold a secret
 */
public record ForwardedCall(
        Service service, String operation, @Nullable String region, ByteBuffer body) {
    /** The services that are forwarded to. */
    public enum Service {
        /** AWS Secrets Manager. */
        SECRETS_MANAGER("secretsmanager"),
        /** Parameter Store, a part of AWS Systems Manager. */
        PARAMETER_STORE("AmazonSSM");

        private final String target;

        Service(String target) {
            this.target = target;
        }

        /** {@return what stands before the operation in {@code X-Amz-Target}} */
        public String target() {
            return target;
        }
    }

    /** Checks that nothing is missing. */
    public ForwardedCall {
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(body, "body");
    }

    /** {@return the value of {@code X-Amz-Target}} */
    public String target() {
        return service.target() + "." + operation;
    }

    @Override
    public String toString() {
        return "ForwardedCall[" + target() + " in " + region + "]";
    }
}
