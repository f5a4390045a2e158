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

    /** {@return the value, by default where nothing usable is set} */
    <T> ConfigValue<T> value(Setting<T> setting) {
        ConfigValue<T> value = valueIfSet(setting);
        return value == null ? byDefault(setting) : value;
    }

    private <T> ConfigValue<T> byDefault(Setting<T> setting) {
        T value = setting.type().parse(setting.defaultText());
        if (value == null) {
            throw new IllegalStateException("the default of " + setting + " depends on something else");
        }
        keep(setting.name(), setting.type().format(value), ConfigValue.DEFAULT);
        return ConfigValue.byDefault(value);
    }

    /** {@return the value, or {@code null} where none is set or it is not usable (then there is a problem)} */
    <T> @Nullable ConfigValue<T> valueIfSet(Setting<T> setting) {
        ConfigValue<T> value = find(setting);
        if (value != null) {
            keep(setting.name(), setting.type().format(value.value()), value.source());
        }
        return value;
    }

    void keep(String name, String value, String source) {
        found.add(new EffectiveSetting(name, value, source));
    }

    private <T> @Nullable ConfigValue<T> find(Setting<T> setting) {
        String text = environment.get(setting.variable());
        if (text != null) {
            return parsed(setting.variable(), text, setting.variableType());
        }
        YamlNode node = file.node(setting.fileKey());
        return node == null ? ofAws(setting) : parsed(node, setting.type());
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

    /** {@return the variable that turns caching off where ours says nothing, or {@code null}} */
    @Nullable
    String cachingOffByAws() {
        if (environment.get(Setting.TTL.variable()) != null || file.node(Setting.TTL.fileKey()) != null) {
            return null;
        }
        ConfigValue<Boolean> enabled = ofAws(Setting.AWS_CACHE_ENABLED);
        ConfigValue<Integer> size = ofAws(Setting.AWS_CACHE_SIZE);
        if (enabled != null && !enabled.value()) {
            return enabled.source();
        }
        return size != null && size.value() == 0 ? size.source() : null;
    }

    /** {@return the ttl, which more than one variable of AWS's extension decides} */
    ConfigValue<Duration> ttl() {
        String off = cachingOffByAws();
        if (off == null) {
            return value(Setting.TTL);
        }
        keep(Setting.TTL.name(), Setting.TTL.type().format(Duration.ZERO), off);
        return new ConfigValue<>(Duration.ZERO, off);
    }
}
