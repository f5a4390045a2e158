package io.github.secretscache.layer;

import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretSource;
import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import javax.net.ssl.X509TrustManager;

/** Makes what the settings describe: where secrets come from. */
final class Sources {
    private Sources() {}

    static SecretSource secretsManager(Settings settings) {
        SecretsManagerSource.Builder builder = SecretsManagerSource.builder()
                .connectTimeout(settings.connectTimeout())
                .requestTimeout(settings.requestTimeout())
                .maxConcurrentRequests(settings.maxConcurrentFetches());
        X509TrustManager trustManager = DefaultTrust.find();
        if (trustManager != null) {
            builder.trustManager(trustManager);
        }
        for (SecretGroup group : settings.groups()) {
            builder.group(group);
        }
        return builder.build();
    }
}
