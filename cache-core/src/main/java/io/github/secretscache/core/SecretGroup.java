package io.github.secretscache.core;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that are read in the same way: in one region, at one endpoint, with one role. {@code SecretGroup.named("eu")
 * .withRegion("eu-west-1")} makes one; unset properties come from the environment. Immutable and thread-safe.
 *
 * <p>Groups are independent: each has its own bound on fetches, and when one does not answer, no other group waits for
 * it.
 *
 * @param name the name by which a {@link SecretId} refers to it; {@link SecretId#DEFAULT_GROUP} for the default one
 * @param region the AWS region, such as {@code eu-west-1}, or {@code null} for the SDK's default chain
 * @param roleArn a role to assume with STS, or {@code null} to use the process's own credentials
 * @param endpoint the endpoint of Secrets Manager, {@code http} or {@code https}, or {@code null} for the SDK's (which
 *     honours {@code AWS_ENDPOINT_URL_SECRETS_MANAGER})
 * @param replicas the regions in which Secrets Manager keeps replicas of these secrets, in the order in which they are
 *     asked while the group's own region does not answer; the same role reads there
 */
public record SecretGroup(
        String name,
        @Nullable String region,
        @Nullable String roleArn,
        @Nullable URI endpoint,
        List<String> replicas) {
    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-[0-9]+");
    private static final Pattern ROLE_ARN = Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=,.@/-]+");

    /**
     * Checks that there is a name, and the form of what is given.
     *
     * @throws IllegalArgumentException if the name is blank, if the region, role ARN, endpoint or a replica cannot be one,
     *     or if a replica is given twice or is the region itself; the message says what was received and what is expected
     */
    public SecretGroup {
        Objects.requireNonNull(name, "name");
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name of a group must not be blank");
        }
        if (region != null && !isRegion(region)) {
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
        replicas = List.copyOf(replicas);
        for (String replica : replicas) {
            if (!isRegion(replica)) {
                throw wrong(name, "replicas", "AWS regions such as eu-west-1", replica);
            }
            if (replica.equals(region) || replicas.indexOf(replica) != replicas.lastIndexOf(replica)) {
                throw wrong(name, "replicas", "other regions than the group's own, each once", replica);
            }
        }
    }

    /**
     * A group read with the SDK's default region, credentials and endpoint.
     *
     * @param name its name
     * @return the group
     * @throws IllegalArgumentException if the name is blank
     */
    public static SecretGroup named(String name) {
        return new SecretGroup(name, null, null, null, List.of());
    }

    /**
     * The same group in a region.
     *
     * @param other the region, or {@code null} for the SDK's default chain
     * @return the group
     * @throws IllegalArgumentException if it cannot be a region, or is one of the replicas
     */
    public SecretGroup withRegion(@Nullable String other) {
        return new SecretGroup(name, other, roleArn, endpoint, replicas);
    }

    /**
     * The same group read with a role.
     *
     * @param other the role's ARN, or {@code null} for the process's own credentials
     * @return the group
     * @throws IllegalArgumentException if it cannot be the ARN of a role
     */
    public SecretGroup withRoleArn(@Nullable String other) {
        return new SecretGroup(name, region, other, endpoint, replicas);
    }

    /**
     * The same group at an endpoint.
     *
     * @param other the endpoint, or {@code null} for the SDK's
     * @return the group
     * @throws IllegalArgumentException if it cannot be an endpoint
     */
    public SecretGroup withEndpoint(@Nullable URI other) {
        return new SecretGroup(name, region, roleArn, other, replicas);
    }

    /**
     * The same group with replicas.
     *
     * @param regions their regions, in the order in which they are asked
     * @return the group
     * @throws IllegalArgumentException if one cannot be a region, is given twice, or is the group's own
     */
    public SecretGroup withReplicas(List<String> regions) {
        return new SecretGroup(name, region, roleArn, endpoint, regions);
    }

    static boolean isRegion(String text) {
        return REGION.matcher(text).matches();
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
