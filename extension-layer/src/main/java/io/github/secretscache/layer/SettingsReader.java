package io.github.secretscache.layer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks a setting up: our variable, then the file, then the AWS extension's variable, then the default. Keeps what it
 * found, for the start-up line and {@code /status}.
 */
final class SettingsReader {
    private final Environment environment;
    private final ConfigFile file;
    private final Problems problems;
    private final List<SettingInForce> found = new ArrayList<>();

    SettingsReader(Environment environment, ConfigFile file, Problems problems) {
        this.environment = environment;
        this.file = file;
        this.problems = problems;
    }

    List<SettingInForce> found() {
        return List.copyOf(found);
    }

    /** {@return the value, by default where nothing usable is set} */
    Sourced<Long> number(Setting setting) {
        Sourced<Long> value = numberIfSet(setting);
        if (value == null) {
            value = Sourced.byDefault(setting.domain().parse(setting.defaultText()));
            keep(setting, value);
        }
        return value;
    }

    /** {@return the value, or {@code null} where none is set or it is not usable (then there is a problem)} */
    @Nullable
    Sourced<Long> numberIfSet(Setting setting) {
        Sourced<Long> value = find(setting);
        if (value == null || value.value() == Domain.OUTSIDE) {
            return null;
        }
        keep(setting, value);
        return value;
    }

    private @Nullable Sourced<Long> find(Setting setting) {
        String text = environment.get(setting.variable());
        if (text != null) {
            return parsed(setting.variable(), text, setting.variableDomain());
        }
        YamlNode node = fileNode(setting);
        if (node != null) {
            return parsed(node, setting.domain());
        }
        return setting == Setting.TTL ? awsTtl() : awsValue(setting);
    }

    private Sourced<Long> parsed(String variable, String text, Domain domain) {
        long value = domain.parse(text);
        if (value == Domain.OUTSIDE) {
            problems.add(variable, text, domain.expected());
        }
        return new Sourced<>(value, variable);
    }

    private Sourced<Long> parsed(YamlNode node, Domain domain) {
        long value = node instanceof YamlNode.Scalar scalar && !scalar.text().isEmpty()
                ? domain.parse(scalar.text())
                : Domain.OUTSIDE;
        if (value == Domain.OUTSIDE) {
            problems.add(file.at(node), "read " + node.kind() + ", expected " + domain.expected());
        }
        return new Sourced<>(value, file.at(node));
    }

    private @Nullable YamlNode fileNode(Setting setting) {
        String key = setting.fileKey();
        if (key == null) {
            return null;
        }
        int dot = key.indexOf('.');
        YamlNode.Fields section = key.startsWith("cache.") ? file.cache() : file.server();
        return section == null ? null : section.get(key.substring(dot + 1));
    }

    private @Nullable Sourced<Long> awsTtl() {
        Sourced<Long> enabled = aws(AwsVariable.PARAMETERS_SECRETS_EXTENSION_CACHE_ENABLED);
        Sourced<Long> size = aws(AwsVariable.PARAMETERS_SECRETS_EXTENSION_CACHE_SIZE);
        if (enabled != null && enabled.value() == 0) {
            return enabled;
        }
        return size != null && size.value() == 0 ? size : awsValue(Setting.TTL);
    }

    private @Nullable Sourced<Long> awsValue(Setting setting) {
        for (AwsVariable variable : AwsVariable.values()) {
            if (variable.setting() == setting) {
                Sourced<Long> value = aws(variable);
                boolean saysNothing =
                        variable == AwsVariable.SECRETS_MANAGER_TIMEOUT_MILLIS && value != null && value.value() == 0;
                return saysNothing || value == null ? null : bounded(value, setting);
            }
        }
        return null;
    }

    private @Nullable Sourced<Long> aws(AwsVariable variable) {
        String text = environment.get(variable.name());
        return text == null ? null : parsed(variable.name(), text, variable.domain());
    }

    private static Sourced<Long> bounded(Sourced<Long> value, Setting setting) {
        return setting.domain() instanceof Domain.Amount amount && value.value() > amount.max()
                ? new Sourced<>(amount.max(), value.source())
                : value;
    }

    private void keep(Setting setting, Sourced<Long> value) {
        String key = setting.fileKey();
        keep(key == null ? setting.variable() : key, setting.domain().format(value.value()), value.source());
    }

    void keep(String name, String value, String source) {
        found.add(new SettingInForce(name, value, source));
    }
}
