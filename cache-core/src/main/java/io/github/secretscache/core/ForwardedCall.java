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
        SECRETS_MANAGER("secretsmanager", "secretsmanager"),
        /** Parameter Store, a part of AWS Systems Manager. */
        PARAMETER_STORE("AmazonSSM", "ssm");

        private final String target;
        private final String signingName;

        Service(String target, String signingName) {
            this.target = target;
            this.signingName = signingName;
        }

        /** {@return the part before the operation in {@code X-Amz-Target}} */
        public String target() {
            return target;
        }

        /** {@return the service's name in a signature} */
        public String signingName() {
            return signingName;
        }
    }

    /**
     * Checks that nothing is missing, and the form of the region.
     *
     * @throws IllegalArgumentException if it cannot be one
     */
    public ForwardedCall {
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(body, "body");
        if (region != null && !SecretGroup.isRegion(region)) {
            throw new IllegalArgumentException("region must be an AWS region such as eu-west-1, but is: " + region);
        }
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
