package io.github.secretscache.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.EnumerablePropertySource;

/** The properties of an imported secret in the environment. */
final class SecretPropertySource extends EnumerablePropertySource<SecretProperties> {
    private final SecretImport origin;

    SecretPropertySource(SecretImport origin, SecretProperties properties) {
        super(origin.toString(), properties);
        this.origin = origin;
    }

    SecretImport origin() {
        return origin;
    }

    @Override
    public String[] getPropertyNames() {
        return getSource().names().toArray(String[]::new);
    }

    @Override
    public @Nullable Object getProperty(String name) {
        return getSource().value(name);
    }
}
