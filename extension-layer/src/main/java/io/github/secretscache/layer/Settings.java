package io.github.secretscache.layer;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the extension runs with, from the environment and {@code config.yaml}, checked. Holds no token.
 *
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
        boolean requireToken,
        int maxConnections,
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
        Settings settings = new Settings(
                ttl,
                revalidate == null ? defaultRevalidate(ttl, duration(onError), reader) : duration(revalidate),
                duration(onError),
                duration(reader.number(Setting.REQUEST_TIMEOUT)),
                duration(reader.number(Setting.CONNECT_TIMEOUT)),
                duration(reader.number(Setting.WARM_UP_TIMEOUT)),
                reader.number(Setting.MAX_BYTES).value(),
                Math.toIntExact(reader.number(Setting.MAX_CONCURRENT_FETCHES).value()),
                reader.number(Setting.REQUIRE_TOKEN).value() == 1,
                Math.toIntExact(reader.number(Setting.MAX_CONNECTIONS).value()),
                allow(environment, file, reader, problems),
                file.groups(),
                file.secrets(),
                file.path(),
                file.present(),
                reader.found());
        settings.refuseUnserved(problems);
        return settings;
    }

    /** Who asks for a guard that the HTTP front end does not have yet must not run without it. */
    private void refuseUnserved(Problems problems) {
        for (SettingInForce setting : found) {
            boolean harmless = setting.value().equals(Setting.REQUIRE_TOKEN.defaultText())
                    || setting.value().equals(Setting.MAX_CONNECTIONS.defaultText());
            if (setting.name().startsWith("server.") && !harmless) {
                problems.add(
                        setting.source(),
                        "read " + setting.name() + " " + Problems.quoted(setting.value())
                                + ", which this version cannot do yet: remove it, or use a newer version");
            }
        }
    }

    boolean cachingOff() {
        return ttl.isZero();
    }

    private static Duration duration(Sourced<Long> millis) {
        return Duration.ofMillis(millis.value());
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

    private static @Nullable List<String> allow(
            Environment environment, ConfigFile file, SettingsReader reader, Problems problems) {
        List<String> patterns = new ArrayList<>();
        String variable = environment.get(Environment.ALLOW);
        YamlNode node = file.server() == null ? null : file.server().get("allow");
        if (variable != null) {
            int start = 0;
            for (int end = variable.indexOf(','); end >= 0; end = variable.indexOf(',', start)) {
                addPattern(patterns, variable.substring(start, end));
                start = end + 1;
            }
            addPattern(patterns, variable.substring(start));
            reader.keep("server.allow", String.join(",", patterns), Environment.ALLOW);
        } else if (node != null) {
            ConfigReader in = new ConfigReader(file.path(), problems);
            String expected = "a list of names such as [prod/*, db]";
            if (!(node instanceof YamlNode.Items items)) {
                in.wrongKind(node, expected);
                return null;
            }
            for (YamlNode item : items.nodes()) {
                String pattern = in.text(item, expected);
                addPattern(patterns, pattern == null ? "" : pattern);
            }
            reader.keep("server.allow", String.join(",", patterns), file.at(node));
        } else {
            return null;
        }
        return List.copyOf(patterns);
    }

    private static void addPattern(List<String> patterns, String pattern) {
        if (!pattern.isBlank()) {
            patterns.add(pattern.strip());
        }
    }
}
