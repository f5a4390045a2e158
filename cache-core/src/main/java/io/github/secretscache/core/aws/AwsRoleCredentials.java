package io.github.secretscache.core.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * The credentials of a group's role. A denial by STS is remembered for a while, so that the secrets of the group do not
 * ask one after another. Thread-safe.
 */
final class AwsRoleCredentials implements AwsCredentialsProvider {
    private static final Duration REMEMBERED = Duration.ofSeconds(10);

    private record Denial(StsException cause, Instant until) {}

    private final AwsCredentialsProvider role;
    private final InstantSource clock;
    private volatile @Nullable Denial denial;
    private volatile boolean assumed;

    AwsRoleCredentials(AwsCredentialsProvider role, InstantSource clock) {
        this.role = role;
        this.clock = clock;
    }

    /**
     * Until the role was assumed once, only one thread at a time asks. After that, a hanging prefetch must not block
     * the others.
     */
    @Override
    public AwsCredentials resolveCredentials() {
        if (assumed) {
            return resolve();
        }
        synchronized (this) {
            return resolve();
        }
    }

    private AwsCredentials resolve() {
        Instant now = clock.instant();
        Denial known = denial;
        // A clock that was set back ends the denial too.
        if (known != null && now.isBefore(known.until) && now.isAfter(known.until.minus(REMEMBERED.multipliedBy(2)))) {
            throw known.cause;
        }
        if (known != null) {
            denial = null;
        }
        try {
            AwsCredentials credentials = role.resolveCredentials();
            assumed = true;
            return credentials;
        } catch (StsException e) {
            AwsErrorDetails details = e.awsErrorDetails();
            if (details != null && String.valueOf(details.errorCode()).startsWith("AccessDenied")) {
                denial = new Denial(e, clock.instant().plus(REMEMBERED));
            }
            throw e;
        }
    }
}
