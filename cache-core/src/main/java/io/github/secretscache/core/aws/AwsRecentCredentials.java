package io.github.secretscache.core.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * The process's credentials. It remembers the current and the previous ones, because another program on this machine
 * may have got its own just before they were renewed. Thread-safe.
 */
final class AwsRecentCredentials implements AwsCredentialsProvider {
    /** How often a request with an unknown key may make us fetch the credentials. */
    private static final Duration APART = Duration.ofSeconds(10);

    private final AwsCredentialsProvider provider;
    private final InstantSource clock;
    private @Nullable AwsCredentials current;
    private @Nullable AwsCredentials previous;
    private @Nullable Instant lookedUpAt;

    AwsRecentCredentials(AwsCredentialsProvider provider, InstantSource clock) {
        this.provider = provider;
        this.clock = clock;
    }

    @Override
    public AwsCredentials resolveCredentials() {
        AwsCredentials resolved = provider.resolveCredentials();
        note(resolved);
        return resolved;
    }

    private synchronized void note(AwsCredentials resolved) {
        if (!resolved.equals(current)) {
            previous = current;
            current = resolved;
        }
    }

    /**
     * {@return the current or previous credentials with this key, if they have not expired; fetches them if necessary}
     */
    List<AwsCredentials> withKey(String accessKeyId) {
        List<AwsCredentials> known = known(accessKeyId);
        if (known.isEmpty() && mayLookUp()) {
            try {
                resolveCredentials();
            } catch (RuntimeException e) {
                // Without credentials nobody can have signed with them.
                return List.of();
            }
            known = known(accessKeyId);
        }
        return known;
    }

    private synchronized List<AwsCredentials> known(String accessKeyId) {
        List<AwsCredentials> known = new ArrayList<>();
        if (current != null && current.accessKeyId().equals(accessKeyId)) {
            known.add(current);
        }
        if (previous != null
                && previous.accessKeyId().equals(accessKeyId)
                && previous.expirationTime().filter(clock.instant()::isBefore).isPresent()) {
            known.add(previous);
        }
        return known;
    }

    private synchronized boolean mayLookUp() {
        Instant now = clock.instant();
        boolean may = lookedUpAt == null || !now.isBefore(lookedUpAt.plus(APART)) || now.isBefore(lookedUpAt);
        if (may) {
            lookedUpAt = now;
        }
        return may;
    }
}
