package io.github.secretscache.client.testing;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretsCacheClient;
import org.springframework.core.env.PropertySource;

/** Properties such as {@code secret#prod/db#password}: a field of a secret, or without the second # its whole text. */
final class SecretPropertySource extends PropertySource<SecretsCacheClient> {
    /** With #, which Spring Boot's own property names cannot have: of those it hides why a source has failed. */
    private static final String PREFIX = "secret#";

    SecretPropertySource(SecretsCacheClient secrets) {
        super("secrets-cache", secrets);
    }

    @Override
    public Object getProperty(String property) {
        if (!property.startsWith(PREFIX)) {
            return null;
        }
        String[] nameAndField = property.substring(PREFIX.length()).split("#", 2);
        Secret secret = getSource().get(nameAndField[0]);
        return nameAndField.length == 1 ? secret.asString() : secret.field(nameAndField[1]);
    }
}
