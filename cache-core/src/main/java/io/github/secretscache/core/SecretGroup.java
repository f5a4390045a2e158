package io.github.secretscache.core;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that are read in one way: one region, one endpoint, one role. Immutable and thread-safe.
 *
 * @param name the name by which a {@link SecretId} refers to it; {@link SecretId#DEFAULT_GROUP} for the default one
 * @param region the AWS region, or {@code null} for the SDK's default chain
 * @param roleArn a role to assume with STS, or {@code null} to use the process's own credentials
 * @param endpoint the endpoint of Secrets Manager, or {@code null} for the SDK's (which honours {@code
 *     AWS_ENDPOINT_URL_SECRETS_MANAGER})
 */
public record SecretGroup(
        String name,
        @Nullable String region,
        @Nullable String roleArn,
        @Nullable URI endpoint) {
    /** Checks that there is a name. */
    public SecretGroup {
        Objects.requireNonNull(name, "name");
    }
}
