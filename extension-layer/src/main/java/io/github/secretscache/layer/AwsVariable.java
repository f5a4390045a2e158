package io.github.secretscache.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A variable of the AWS Parameters and Secrets Lambda Extension that stands in for a setting of ours that is set nowhere
 * else. An amount above our bound counts as our bound.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html">The AWS
 *     extension's variables</a>
 */
@SuppressWarnings("ImmutableEnumChecker") // Every Domain is a record of immutable parts.
enum AwsVariable {
    PARAMETERS_SECRETS_EXTENSION_HTTP_PORT(Setting.PORT, new Domain.Amount(Unit.COUNT, 1, 65_535, null)),
    PARAMETERS_SECRETS_EXTENSION_LOG_LEVEL(Setting.LOG_LEVEL, Setting.LOG_LEVEL.domain()),
    PARAMETERS_SECRETS_EXTENSION_MAX_CONNECTIONS(
            Setting.MAX_CONCURRENT_FETCHES, new Domain.Amount(Unit.COUNT, 1, 1_000_000, null)),
    SECRETS_MANAGER_TTL(Setting.TTL, new Domain.Amount(Unit.SECONDS, 1_000, 365L * 86_400_000, "caching off")),
    SECRETS_MANAGER_TIMEOUT_MILLIS(
            Setting.REQUEST_TIMEOUT, new Domain.Amount(Unit.MILLISECONDS, 100, 900_000, "our default")),
    /** {@code false} is a ttl of zero, {@code true} says nothing. */
    PARAMETERS_SECRETS_EXTENSION_CACHE_ENABLED(null, Domain.FLAG),
    /** Zero is a ttl of zero; any other number says nothing, because the cache is bounded by bytes. */
    PARAMETERS_SECRETS_EXTENSION_CACHE_SIZE(null, new Domain.Amount(Unit.COUNT, 0, 1_000_000, null));

    /** Variables of the AWS extension's other half. */
    static final List<String> WITHOUT_EFFECT = List.of("SSM_PARAMETER_STORE_TTL", "SSM_PARAMETER_STORE_TIMEOUT_MILLIS");

    private final @Nullable Setting setting;
    private final Domain domain;

    AwsVariable(@Nullable Setting setting, Domain domain) {
        this.setting = setting;
        this.domain = domain;
    }

    /** {@return the setting it stands in for, or {@code null} where it can only turn caching off} */
    @Nullable
    Setting setting() {
        return setting;
    }

    Domain domain() {
        return domain;
    }
}
