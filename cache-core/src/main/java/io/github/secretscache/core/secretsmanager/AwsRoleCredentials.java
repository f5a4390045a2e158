package io.github.secretscache.core.secretsmanager;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * The credentials of a group's role. That STS denies the role is remembered for a while, so that the secrets of the group
 * do not ask one after another. Thread-safe.
 */
final class AwsRoleCredentials implements AwsCredentialsProvider {
    private static final Duration REMEMBERED = Duration.ofSeconds(10);

    private record Denial(StsException cause, Instant until) {}

    private final AwsCredentialsProvider role;
    private final InstantSource clock;
    private @Nullable Denial denial;

    AwsRoleCredentials(AwsCredentialsProvider role, InstantSource clock) {
        this.role = role;
        this.clock = clock;
    }

    @Override
    public synchronized AwsCredentials resolveCredentials() {
        Instant now = clock.instant();
        Denial known = denial;
        // A clock that was set back ends it too.
        if (known != null && now.isBefore(known.until) && now.isAfter(known.until.minus(REMEMBERED.multipliedBy(2)))) {
            throw known.cause;
        }
        denial = null;
        try {
            return role.resolveCredentials();
        } catch (StsException e) {
            AwsErrorDetails details = e.awsErrorDetails();
            if (details != null && String.valueOf(details.errorCode()).startsWith("AccessDenied")) {
                denial = new Denial(e, clock.instant().plus(REMEMBERED));
            }
            throw e;
        }
    }
}
