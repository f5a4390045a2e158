package io.github.secretscache.core.aws;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkSystemSetting;

/** The groups that are read, and the clients that read them: what the adapters of one cache share. Thread-safe. */
public final class AwsGroups implements AutoCloseable {
    private final Map<String, SecretGroup> groups = new ConcurrentHashMap<>();
    private final AwsClients clients;

    /** @param clients makes the clients; closed with this */
    public AwsGroups(AwsClients clients) {
        this.clients = clients;
    }

    /** {@return what makes the clients} */
    public AwsClients clients() {
        return clients;
    }

    /**
     * Adds a group.
     *
     * @param group the group
     * @return whether it is new
     * @throws IllegalArgumentException if another group of this name is there
     */
    public boolean add(SecretGroup group) {
        Objects.requireNonNull(group, "group");
        SecretGroup known = groups.putIfAbsent(group.name(), group);
        if (known != null && !known.equals(group)) {
            throw new IllegalArgumentException("a group must have a name of its own, but " + group.name()
                    + " is the name of another one: give each group its own name");
        }
        return known == null;
    }

    /** {@return the group of this name, or {@code null}} */
    public @Nullable SecretGroup get(String name) {
        return groups.get(name);
    }

    /** {@return all groups} */
    public Iterable<SecretGroup> all() {
        return groups.values();
    }

    /**
     * Reads from the group of an id; fails if there is no such group, or if this is closed.
     *
     * @param id what is read
     * @param read reads it
     * @return what it returned
     * @throws SecretFetchException thrown by the read, or if there is no such group, or if this is closed
     */
    public <T> T reading(SecretId id, Function<SecretGroup, T> read) {
        SecretGroup group = groups.get(id.group());
        if (clients.isClosed() || group == null) {
            throw AwsErrors.of(id, clients.isClosed() ? AwsErrorRule.CLOSED : AwsErrorRule.UNKNOWN_GROUP);
        }
        try {
            return read.apply(group);
        } catch (SecretFetchException e) {
            throw clients.isClosed() ? AwsErrors.of(id, AwsErrorRule.CLOSED) : e;
        }
    }

    /**
     * Makes a call, and once more when its signature was refused: it may have been signed too long ago, because the process
     * was frozen between signing and sending.
     *
     * @param call makes it
     * @return what it returned
     * @throws RuntimeException if it threw it
     */
    public static <T> T signedAnew(Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            if (!AwsErrors.isSignatureRefused(e)) {
                throw e;
            }
            return call.get();
        }
    }

    /**
     * The region in an ARN, if it differs from the region of its group.
     *
     * @param id which secret
     * @return {@code null} for a name, and if the group sets its region or endpoint
     */
    public @Nullable String foreignRegion(SecretId id) {
        SecretGroup group = groups.get(id.group());
        if (group == null || group.region() != null || group.endpoint() != null) {
            return null;
        }
        String region = AwsArn.region(id.name());
        String own = SdkSystemSetting.AWS_REGION.getStringValue().orElse(null);
        return region == null || region.equals(own) ? null : region;
    }

    /** Ends the clients; calls in flight then fail as closed. Idempotent. */
    @Override
    public void close() {
        clients.close();
    }
}
