package io.github.secretscache.core.secretsmanager;

import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.aws.AwsArn;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

/** Turns replies of Secrets Manager into values. */
final class AwsReply {
    /** The service's limit for a payload. */
    static final int MOST_BYTES = 65_536;

    private AwsReply() {}

    /** Whether a value is that of the secret with this name or ARN. */
    static boolean isOf(SecretValue value, String asked) {
        return AwsArn.isArn(asked)
                ? AwsArn.fits(asked, value.arn(), value.name())
                : value.name().equals(asked);
    }

    /** The same value with another ARN. */
    static SecretValue withArn(SecretValue value, String arn) {
        SecretValue.Description description = new SecretValue.Description(
                arn, value.name(), value.versionId(), value.versionStages(), value.createdDate());
        return value.isText()
                ? SecretValue.ofText(description, value.asString())
                : SecretValue.ofBinary(description, value.asBytes());
    }

    /** The value in a reply; empty if a part that every reply has is missing. */
    static Optional<SecretValue> value(GetSecretValueResponse reply) {
        return value(
                new Parts(reply.arn(), reply.name(), reply.versionId(), reply.versionStages(), reply.createdDate()),
                reply.secretString(),
                reply.secretBinary());
    }

    /** The value in an entry of a batch reply; empty if a part that every entry has is missing. */
    static Optional<SecretValue> value(SecretValueEntry entry) {
        return value(
                new Parts(entry.arn(), entry.name(), entry.versionId(), entry.versionStages(), entry.createdDate()),
                entry.secretString(),
                entry.secretBinary());
    }

    private static Optional<SecretValue> value(Parts parts, @Nullable String text, @Nullable SdkBytes binary) {
        if (parts.arn == null || parts.name == null || parts.versionId == null) {
            return Optional.empty();
        }
        SecretValue.Description description = new SecretValue.Description(
                parts.arn, parts.name, parts.versionId, parts.versionStages, parts.createdDate);
        if (text != null) {
            return Optional.of(SecretValue.ofText(description, text));
        }
        return Optional.ofNullable(binary).map(bytes -> SecretValue.ofBinary(description, bytes.asByteArrayUnsafe()));
    }

    /** What a reply has, before it is known to be complete. */
    private record Parts(
            @Nullable String arn,
            @Nullable String name,
            @Nullable String versionId,
            List<String> versionStages,
            @Nullable Instant createdDate) {}
}
