package io.github.secretscache.core;

import java.net.URI;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that are read in one way: one region, one endpoint, one role. Immutable and thread-safe.
 *
 * @param name the name by which a {@link SecretId} refers to it; {@link SecretId#DEFAULT_GROUP} for the default one
 * @param region the AWS region, such as {@code eu-west-1}, or {@code null} for the SDK's default chain
 * @param roleArn a role to assume with STS, or {@code null} to use the process's own credentials
 * @param endpoint the endpoint of Secrets Manager, {@code http} or {@code https}, or {@code null} for the SDK's (which
 *     honours {@code AWS_ENDPOINT_URL_SECRETS_MANAGER})
 */
public record SecretGroup(
        String name,
        @Nullable String region,
        @Nullable String roleArn,
        @Nullable URI endpoint) {
    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-[0-9]+");
    private static final Pattern ROLE_ARN = Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=,.@/-]+");

    /**
     * Checks that there is a name, and the form of what is given.
     *
     * @throws IllegalArgumentException if the name is blank, or the region, role ARN or endpoint cannot be one; the
     *     message says what was received and what is expected
     */
    public SecretGroup {
        Objects.requireNonNull(name, "name");
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name of a group must not be blank");
        }
        if (region != null && !REGION.matcher(region).matches()) {
            throw wrong(name, "region", "an AWS region such as eu-west-1", region);
        }
        if (roleArn != null && !ROLE_ARN.matcher(roleArn).matches()) {
            throw wrong(name, "roleArn", "an ARN such as arn:aws:iam::123456789012:role/reader", roleArn);
        }
        if (endpoint != null && !isEndpoint(endpoint)) {
            throw wrong(
                    name,
                    "endpoint",
                    "a URL such as https://host:port without user, query and fragment",
                    endpoint.toString().replaceFirst("//[^/]*@", "//…@"));
        }
    }

    private static boolean isEndpoint(URI uri) {
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        return http
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
    }

    private static IllegalArgumentException wrong(String group, String property, String expected, String received) {
        return new IllegalArgumentException(
                property + " of group " + group + " must be " + expected + ", but is: " + received);
    }
}
