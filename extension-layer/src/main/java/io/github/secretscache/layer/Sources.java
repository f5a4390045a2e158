package io.github.secretscache.layer;

import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import io.github.secretscache.layer.config.ConfigValue;
import io.github.secretscache.layer.config.Environment;
import io.github.secretscache.layer.config.Problems;
import io.github.secretscache.layer.config.Setting;
import io.github.secretscache.layer.config.Settings;
import io.github.secretscache.layer.config.StartSettings;
import java.util.Set;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Makes what the settings describe: where secrets come from. */
final class Sources {
    private Sources() {}

    /**
     * @param environment says which ports are this process's own: its calls must not come back to it
     * @param nativeClient over which TLS; {@code null} for the JDK's
     */
    static SecretsManagerSource secretsManager(
            Settings settings, Environment environment, @Nullable NativeClient nativeClient) {
        SecretsManagerSource.Builder builder = SecretsManagerSource.builder()
                .connectTimeout(settings.get(Setting.CONNECT_TIMEOUT))
                .requestTimeout(settings.get(Setting.REQUEST_TIMEOUT))
                .ownPorts(ownPorts(environment));
        NativeTls.BUNDLES.forEach(builder::caBundleVariable);
        if (nativeClient != null) {
            builder.httpClientBefore(ofJdk -> nativeClient.before(ofJdk, settings.get(Setting.REQUEST_TIMEOUT)));
        }
        // Where the user names authorities, they count, and cache-core reads them.
        boolean isNamed = NativeTls.BUNDLES.stream().anyMatch(bundle -> environment.get(bundle) != null);
        X509TrustManager trustManager = isNamed ? null : DefaultTrust.find();
        if (trustManager != null) {
            builder.trustManager(trustManager);
        }
        for (SecretGroup group : settings.groups()) {
            builder.group(group);
        }
        return builder.build();
    }

    private static Set<Integer> ownPorts(Environment environment) {
        ConfigValue<Integer> port =
                StartSettings.read(environment, new Problems()).port();
        return port == null ? Set.of(Startup.NATIVE_PORT, Startup.AWS_PORT) : Set.of(port.value());
    }
}
