package io.github.secretscache.layer;

import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import io.github.secretscache.layer.config.Setting;
import io.github.secretscache.layer.config.Settings;
import javax.net.ssl.X509TrustManager;

/** Makes what the settings describe: where secrets come from. */
final class Sources {
    private Sources() {}

    static SecretsManagerSource secretsManager(Settings settings) {
        SecretsManagerSource.Builder builder = SecretsManagerSource.builder()
                .connectTimeout(settings.get(Setting.CONNECT_TIMEOUT))
                .requestTimeout(settings.get(Setting.REQUEST_TIMEOUT));
        // Where the user names authorities, they count, and cache-core reads them.
        X509TrustManager trustManager = System.getenv("AWS_CA_BUNDLE") == null ? DefaultTrust.find() : null;
        if (trustManager != null) {
            builder.trustManager(trustManager);
        }
        for (SecretGroup group : settings.groups()) {
            builder.group(group);
        }
        return builder.build();
    }
}
