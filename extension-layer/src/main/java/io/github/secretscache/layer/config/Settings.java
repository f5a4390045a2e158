package io.github.secretscache.layer.config;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.Listing;
import io.github.secretscache.core.SecretGroup;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything the extension runs with, from the environment and {@code config.yaml}, checked. Holds no token. */
public final class Settings {
    private static final Duration MAX_DEFAULT_REVALIDATE = Duration.ofSeconds(60);
    /** The settings without a special rule, in the order in which they are shown. */
    private static final List<Setting<?>> PLAIN = List.of(
            Setting.CONNECT_TIMEOUT,
            Setting.WARM_UP_TIMEOUT,
            Setting.MAX_BYTES,
            Setting.MAX_CONCURRENT_FETCHES,
            Setting.REQUIRE_TOKEN,
            Setting.MAX_CONNECTIONS,
            Setting.AWS_PROFILE,
            Setting.FORWARD_TIMEOUT,
            Setting.METRICS_INTERVAL);

    private final Map<Setting<?>, ConfigValue<?>> values = new HashMap<>();
    private final ConfigFile file;
    private final @Nullable List<String> allow;
    private final List<String> forward;
    private final List<EffectiveSetting> effective;

    private Settings(Environment environment, ConfigFile file, Problems problems) {
        this.file = file;
        SettingsLookup lookup = new SettingsLookup(environment, file, problems);
        ConfigValue<Duration> ttl = lookup.ttl();
        values.put(Setting.TTL, ttl);
        values.put(Setting.PARAMETER_TTL, lookup.parameterTtl(ttl));
        readWindows(lookup, problems);
        ConfigValue<Duration> timeout = lookup.value(Setting.REQUEST_TIMEOUT);
        values.put(Setting.REQUEST_TIMEOUT, timeout);
        values.put(
                Setting.PARAMETER_REQUEST_TIMEOUT,
                lookup.ofParameters(Setting.PARAMETER_REQUEST_TIMEOUT, Setting.REQUEST_TIMEOUT, timeout));
        for (Setting<?> setting : PLAIN) {
            values.put(setting, lookup.value(setting));
        }
        ConfigValue<List<String>> allowed = AllowReader.read(environment, file, problems);
        this.allow = allowed == null ? null : allowed.value();
        lookup.keep(
                AllowReader.KEY,
                allowed == null ? "every name" : String.join(",", allowed.value()),
                allowed == null ? ConfigValue.DEFAULT : allowed.source());
        ConfigValue<List<String>> forwarded = ForwardReader.read(environment, file, problems);
        this.forward = forwarded.value();
        lookup.keep(ForwardReader.KEY, forward.isEmpty() ? "none" : String.join(",", forward), forwarded.source());
        this.effective = lookup.found();
    }

    /** {@return the settings from the environment and the file that it names; valid only if there are no problems} */
    public static Settings read(Environment environment, Problems problems) {
        return read(environment, ConfigFileReader.read(environment, problems), problems);
    }

    /**
     * {@return the settings from the environment and a file; valid only if there are no problems}
     *
     * @param path of the file, which must exist
     * @param namedBy what names it, for messages
     */
    public static Settings read(Environment environment, String path, String namedBy, Problems problems) {
        return read(environment, ConfigFileReader.read(path, namedBy, problems), problems);
    }

    static Settings read(Environment environment, ConfigFile file, Problems problems) {
        VariableNames.noticeUnknown(environment, problems);
        VariableNames.noticeWithoutEffect(environment, problems);
        return new Settings(environment, file, problems);
    }

    private void readWindows(SettingsLookup lookup, Problems problems) {
        Setting<Duration> setting = Setting.STALE_WHILE_REVALIDATE;
        ConfigValue<Duration> revalidate = lookup.valueIfSet(setting);
        ConfigValue<Duration> onError = lookup.value(Setting.STALE_IF_ERROR);
        values.put(Setting.STALE_IF_ERROR, onError);
        if (revalidate == null) {
            revalidate = ConfigValue.byDefault(defaultRevalidate(get(Setting.TTL), onError.value()));
            lookup.keep(setting.name(), setting.type().format(revalidate.value()), ConfigValue.DEFAULT);
        } else if (revalidate.value().compareTo(onError.value()) > 0) {
            problems.add(
                    revalidate.source(),
                    setting.type().format(revalidate.value()),
                    "no more than " + Setting.STALE_IF_ERROR.name() + ", which is "
                            + setting.type().format(onError.value()) + " (" + onError.source() + ")");
        }
        values.put(setting, revalidate);
    }

    private static Duration defaultRevalidate(Duration ttl, Duration onError) {
        // Duration.dividedBy computes with BigDecimal.
        Duration window = Duration.ofMillis(ttl.toMillis() / 10);
        for (Duration bound : List.of(MAX_DEFAULT_REVALIDATE, onError)) {
            window = window.compareTo(bound) > 0 ? bound : window;
        }
        return window;
    }

    /** {@return the value of a setting} */
    public <T> T get(Setting<T> setting) {
        return value(setting).value();
    }

    /** {@return the value of a setting and where it came from} */
    @SuppressWarnings("unchecked") // Each value is put under its own setting.
    public <T> ConfigValue<T> value(Setting<T> setting) {
        ConfigValue<?> value = values.get(setting);
        if (value == null) {
            throw new IllegalArgumentException(setting + " is no setting of the cache or the server");
        }
        return (ConfigValue<T>) value;
    }

    /** {@return whether caching is off, so that nothing need be fetched before it is read} */
    public boolean cachingOff() {
        return get(Setting.TTL).isZero() && get(Setting.PARAMETER_TTL).isZero();
    }

    /** {@return name patterns that may be read, or {@code null} for every name} */
    public @Nullable List<String> allow() {
        return allow;
    }

    /** {@return the operations that are forwarded to the service, as patterns} */
    public List<String> forward() {
        return forward;
    }

    /** {@return the groups that are not the default one} */
    public List<SecretGroup> groups() {
        return file.groups();
    }

    /** {@return what is listed without naming each: by path, by tag} */
    public List<Listing> listings() {
        return file.listings();
    }

    /** {@return the listed secrets and parameters} */
    public List<ListedSecret> secrets() {
        return file.secrets();
    }

    /** {@return the variables that a program is started with} */
    public EnvironmentSection environment() {
        return file.environment();
    }

    /** {@return where config.yaml is, or would be} */
    public String configPath() {
        return file.path();
    }

    /** {@return whether config.yaml exists} */
    public boolean configPresent() {
        return file.present();
    }

    /** {@return every setting and where it came from} */
    public List<EffectiveSetting> effective() {
        return effective;
    }

    @Override
    public String toString() {
        return "Settings" + effective;
    }
}
