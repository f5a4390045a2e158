package io.github.secretscache.layer.config;

/**
 * A setting as the process runs with it. Never holds a token.
 *
 * @param name its key in config.yaml, or its variable if the file cannot set it
 * @param value the value, as a user writes it
 * @param source where it came from, as {@link ConfigValue#source()}
 */
public record EffectiveSetting(String name, String value, String source) {
    /** {@return whether nobody set it} */
    public boolean isDefault() {
        return source.equals(ConfigValue.DEFAULT);
    }
}
