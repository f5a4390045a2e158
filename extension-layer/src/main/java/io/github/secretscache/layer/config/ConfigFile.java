package io.github.secretscache.layer.config;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.Listing;
import io.github.secretscache.core.SecretGroup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code config.yaml}, checked.
 *
 * @param path where it is, or would be
 * @param present whether it exists
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
    /** The sections {@code cache:} and {@code server:}, each {@code null} if it is missing. */
    record Sections(YamlNode.@Nullable Fields cache, YamlNode.@Nullable Fields server) {
        static final Sections NONE = new Sections(null, null);
    }

    static ConfigFile absent(String path) {
        return new ConfigFile(path, false, List.of(), List.of(), List.of(), Sections.NONE, EnvironmentSection.NONE);
    }

    /** {@return the value of a key such as {@code cache.ttl}, or {@code null} if the file does not have it} */
    @Nullable
    YamlNode node(@Nullable String key) {
        if (key == null) {
            return null;
        }
        YamlNode.Fields section = key.startsWith("cache.") ? sections.cache() : sections.server();
        return section == null ? null : section.get(key.substring(key.indexOf('.') + 1));
    }

    /** {@return the place of a node, for messages} */
    String at(YamlNode node) {
        return path + ":" + node.line() + ":" + node.column();
    }
}
