package io.github.secretscache.spring;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.config.ConfigDataLocation;

/** Makes imports as Spring Boot does. */
final class Imports {
    private Imports() {}

    static SecretImport of(String location, ImportingDocument document) {
        return new SecretImport(ConfigDataLocation.of(location), settings(Duration.ZERO), document);
    }

    static SecretsCacheProperties settings(Duration refreshInterval) {
        Duration second = Duration.ofSeconds(1);
        return new SecretsCacheProperties(
                SecretsCacheProperties.Mode.SERVER,
                null,
                null,
                second,
                second,
                second,
                100,
                second,
                List.of(),
                refreshInterval);
    }
}
