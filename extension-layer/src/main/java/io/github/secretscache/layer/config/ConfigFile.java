package io.github.secretscache.layer.config;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.Listing;
import io.github.secretscache.core.SecretGroup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code config.yaml} says, checked.
 *
 * @param path where it is, or would be
 * @param present whether it is there
 * @param groups the groups that are not the default one
 * @param secrets the listed secrets and parameters
 * @param listings what is listed without naming each
 * @param sections the settings, by section
 * @param environment the variables that a program is started with
 */
record ConfigFile(
        String path,
        boolean present,
        List<SecretGroup> groups,
        List<ListedSecret> secrets,
        List<Listing> listings,
        Sections sections,
        EnvironmentSection environment) {
    /** What stands below {@code cache:} and {@code server:}, or {@code null} where there is none. */
    record Sections(YamlNode.@Nullable Fields cache, YamlNode.@Nullable Fields server) {
        static final Sections NONE = new Sections(null, null);
    }

    static ConfigFile absent(String path) {
        return new ConfigFile(path, false, List.of(), List.of(), List.of(), Sections.NONE, EnvironmentSection.NONE);
    }

    /** {@return the value of a key such as {@code cache.ttl}, or {@code null} where the file has none} */
    @Nullable
    YamlNode node(@Nullable String key) {
        if (key == null) {
            return null;
        }
        YamlNode.Fields section = key.startsWith("cache.") ? sections.cache() : sections.server();
        return section == null ? null : section.get(key.substring(key.indexOf('.') + 1));
    }

    /** {@return where a node stands, as messages name it} */
    String at(YamlNode node) {
        return path + ":" + node.line() + ":" + node.column();
    }
}
