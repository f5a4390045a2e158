package io.github.secretscache.layer;

/**
 * A setting as the process runs with it. Never holds a token.
 *
 * @param name its key in config.yaml, or its variable where the file cannot set it
 * @param value the value, as a user writes it
 * @param source where it came from, as {@link Sourced#source()}
 */
record SettingInForce(String name, String value, String source) {
    boolean isDefault() {
        return source.equals(Sourced.DEFAULT);
    }
}
