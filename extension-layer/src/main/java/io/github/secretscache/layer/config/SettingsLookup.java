package io.github.secretscache.layer.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks a setting up: our variable, then the file, then the AWS extension's variable, then the default. Keeps what it
 * found, for the start-up line and {@code /status}.
 */
final class SettingsLookup {
    private final Environment environment;
    private final ConfigFile file;
    private final Problems problems;
    private final List<EffectiveSetting> found = new ArrayList<>();

    SettingsLookup(Environment environment, ConfigFile file, Problems problems) {
        this.environment = environment;
        this.file = file;
        this.problems = problems;
    }

    /** {@return what was found so far} */
    List<EffectiveSetting> found() {
        return List.copyOf(found);
    }

    /** {@return the value; the default if nothing usable is set} */
    <T> ConfigValue<T> value(Setting<T> setting) {
        ConfigValue<T> value = find(setting);
        return kept(setting, value == null ? ConfigValue.byDefault(defaultOf(setting)) : value);
    }

    private static <T> T defaultOf(Setting<T> setting) {
        T value = setting.type().parse(setting.defaultText());
        if (value == null) {
            throw new IllegalStateException("the default of " + setting + " depends on something else");
        }
        return value;
    }

    /** {@return the value, or {@code null} if none is set or it is unusable (then a problem was added)} */
    <T> @Nullable ConfigValue<T> valueIfSet(Setting<T> setting) {
        ConfigValue<T> value = find(setting);
        return value == null ? null : kept(setting, value);
    }

    void keep(String name, String value, String source) {
        found.add(new EffectiveSetting(name, value, source));
    }

    private <T> @Nullable ConfigValue<T> find(Setting<T> setting) {
        return isOurs(setting) ? ours(setting) : ofAws(setting);
    }

    /** {@return whether our variable or the file sets it, valid or not} */
    private boolean isOurs(Setting<?> setting) {
        return environment.get(setting.variable()) != null || file.node(setting.fileKey()) != null;
    }

    private <T> @Nullable ConfigValue<T> ours(Setting<T> setting) {
        String text = environment.get(setting.variable());
        if (text != null) {
            return parsed(setting.variable(), text, setting.variableType());
        }
        YamlNode node = file.node(setting.fileKey());
        return node == null ? null : parsed(node, setting.type());
    }

    private <T> @Nullable ConfigValue<T> parsed(String variable, String text, ValueType<T> type) {
        T value = type.parse(text);
        if (value == null) {
            problems.add(variable, text, type.expected());
            return null;
        }
        return new ConfigValue<>(value, variable);
    }

    private <T> @Nullable ConfigValue<T> parsed(YamlNode node, ValueType<T> type) {
        T value = node instanceof YamlNode.Scalar scalar && !scalar.text().isEmpty() ? type.parse(scalar.text()) : null;
        if (value == null) {
            problems.add(file.at(node), "read " + ConfigReader.describe(node) + ", expected " + type.expected());
            return null;
        }
        return new ConfigValue<>(value, file.at(node));
    }

    private <T> @Nullable ConfigValue<T> ofAws(Setting<T> setting) {
        AwsVariable<T> variable = setting.awsVariable();
        ConfigValue<T> value = variable == null ? null : ofAws(variable);
        return value == null ? null : new ConfigValue<>(setting.type().atMostTheLargest(value.value()), value.source());
    }

    private <T> @Nullable ConfigValue<T> ofAws(AwsVariable<T> variable) {
        String text = environment.get(variable.name());
        ConfigValue<T> value = text == null ? null : parsed(variable.name(), text, variable.type());
        return value == null || value.value().equals(variable.nothing()) ? null : value;
    }

    /** {@return the variable of AWS's extension that turns caching off if ours is not set, or {@code null}} */
    @Nullable
    String cachingOffByAws() {
        if (isOurs(Setting.TTL)) {
            return null;
        }
        ConfigValue<Boolean> enabled = ofAws(Setting.AWS_CACHE_ENABLED);
        ConfigValue<Integer> size = ofAws(Setting.AWS_CACHE_SIZE);
        if (enabled != null && !enabled.value()) {
            return enabled.source();
        }
        return size != null && size.value() == 0 ? size.source() : null;
    }

    /** {@return the ttl, for which AWS's extension has several variables} */
    ConfigValue<Duration> ttl() {
        String off = cachingOffByAws();
        if (off == null) {
            return value(Setting.TTL);
        }
        return kept(Setting.TTL, new ConfigValue<>(Duration.ZERO, off));
    }

    /** {@return the ttl of parameters, for which AWS's extension has its own variable} */
    ConfigValue<Duration> parameterTtl(ConfigValue<Duration> ttl) {
        String off = isOurs(Setting.PARAMETER_TTL) ? null : cachingOffByAws();
        return off == null
                ? ofParameters(Setting.PARAMETER_TTL, Setting.TTL, ttl)
                : kept(Setting.PARAMETER_TTL, new ConfigValue<>(Duration.ZERO, off));
    }

    /**
     * {@return the value of a setting of parameters: its own, else that of secrets if our variable or the file sets it,
     * else that of AWS's extension for parameters, else the default of secrets}
     */
    <T> ConfigValue<T> ofParameters(Setting<T> setting, Setting<T> ofSecrets, ConfigValue<T> value) {
        if (!isOurs(setting) && isOurs(ofSecrets)) {
            return kept(setting, value);
        }
        ConfigValue<T> own = find(setting);
        return kept(setting, own == null ? ConfigValue.byDefault(defaultOf(ofSecrets)) : own);
    }

    private <T> ConfigValue<T> kept(Setting<T> setting, ConfigValue<T> value) {
        keep(setting.name(), setting.type().format(value.value()), value.source());
        return value;
    }
}
