package io.github.secretscache.layer;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.http.ServeOptions.AwsProfile;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the extension runs with, from the environment and {@code config.yaml}, checked. Holds no token.
 *
 * @param awsProfile whose replies the AWS-compatible paths imitate
 * @param allow name patterns that may be read, or {@code null} for every name
 * @param configPath where config.yaml is, or would be
 * @param configPresent whether it is there
 * @param found every setting in force and where it came from
 */
record Settings(
        Duration ttl,
        Duration staleWhileRevalidate,
        Duration staleIfError,
        Duration requestTimeout,
        Duration connectTimeout,
        Duration warmUpTimeout,
        long maxBytes,
        int maxConcurrentFetches,
        Sourced<Boolean> requireToken,
        int maxConnections,
        AwsProfile awsProfile,
        @Nullable List<String> allow,
        List<SecretGroup> groups,
        List<ListedSecret> secrets,
        String configPath,
        boolean configPresent,
        List<SettingInForce> found) {
    private static final Duration MAX_DEFAULT_REVALIDATE = Duration.ofSeconds(60);

    /** Reads and checks all of it; what it returns is only of use when there are no problems. */
    static Settings read(Environment environment, ConfigFile file, Problems problems) {
        SettingsReader reader = new SettingsReader(environment, file, problems);
        Duration ttl = duration(reader.number(Setting.TTL));
        Sourced<Long> revalidate = reader.numberIfSet(Setting.STALE_WHILE_REVALIDATE);
        Sourced<Long> onError = reader.number(Setting.STALE_IF_ERROR);
        if (revalidate != null && revalidate.value() > onError.value()) {
            problems.add(
                    revalidate.source(),
                    Unit.DURATION.format(revalidate.value()),
                    "no more than " + Setting.STALE_IF_ERROR.fileKey() + ", which is "
                            + Unit.DURATION.format(onError.value()) + " (" + onError.source() + ")");
        }
        environment.noticeUnknown(problems);
        environment.noticeWithoutEffect(problems);
        return new Settings(
                ttl,
                revalidate == null ? defaultRevalidate(ttl, duration(onError), reader) : duration(revalidate),
                duration(onError),
                duration(reader.number(Setting.REQUEST_TIMEOUT)),
                duration(reader.number(Setting.CONNECT_TIMEOUT)),
                duration(reader.number(Setting.WARM_UP_TIMEOUT)),
                reader.number(Setting.MAX_BYTES).value(),
                Math.toIntExact(reader.number(Setting.MAX_CONCURRENT_FETCHES).value()),
                flag(reader.number(Setting.REQUIRE_TOKEN)),
                Math.toIntExact(reader.number(Setting.MAX_CONNECTIONS).value()),
                reader.number(Setting.AWS_PROFILE).value() == 1 ? AwsProfile.EXTENSION : AwsProfile.AGENT,
                AllowReader.read(environment, file, reader, problems),
                file.groups(),
                file.secrets(),
                file.path(),
                file.present(),
                reader.found());
    }

    boolean cachingOff() {
        return ttl.isZero();
    }

    private static Duration duration(Sourced<Long> millis) {
        return Duration.ofMillis(millis.value());
    }

    private static Sourced<Boolean> flag(Sourced<Long> number) {
        return new Sourced<>(number.value() == 1, number.source());
    }

    private static Duration defaultRevalidate(Duration ttl, Duration onError, SettingsReader reader) {
        Duration window = ttl.dividedBy(10);
        for (Duration bound : List.of(MAX_DEFAULT_REVALIDATE, onError)) {
            window = window.compareTo(bound) > 0 ? bound : window;
        }
        String name = String.valueOf(Setting.STALE_WHILE_REVALIDATE.fileKey());
        reader.keep(name, Unit.DURATION.format(window.toMillis()), Sourced.DEFAULT);
        return window;
    }
}
