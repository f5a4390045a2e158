package io.github.secretscache.layer;

import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretSource;
import io.github.secretscache.core.parameterstore.ParameterStoreSource;
import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import io.github.secretscache.core.secretsmanager.SecretsManagerSourceBuilder;
import io.github.secretscache.crt.CrtHttpClient;
import io.github.secretscache.layer.config.ConfigValue;
import io.github.secretscache.layer.config.Environment;
import io.github.secretscache.layer.config.Problems;
import io.github.secretscache.layer.config.Setting;
import io.github.secretscache.layer.config.Settings;
import io.github.secretscache.layer.config.StartSettings;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Makes the source of secrets and parameters that the settings describe. */
final class Sources {
    private Sources() {}

    /**
     * @param environment has this process's own ports, so that its calls do not come back to it
     * @param nativeTls the TLS for calls; {@code null} for the JDK's
     */
    static ParameterStoreSource both(Settings settings, Environment environment, @Nullable NativeTls nativeTls) {
        SecretsManagerSourceBuilder builder = SecretsManagerSource.builder()
                .connectTimeout(settings.get(Setting.CONNECT_TIMEOUT))
                .requestTimeout(
                        longer(settings.get(Setting.REQUEST_TIMEOUT), settings.get(Setting.PARAMETER_REQUEST_TIMEOUT)))
                .ownPorts(ownPorts(environment));
        NativeTls.BUNDLES.forEach(builder::caBundleVariable);
        if (nativeTls != null) {
            builder.httpClientBefore(CrtHttpClient.before(nativeTls::load));
        }
        // If the user names authorities, cache-core reads them.
        boolean isNamed = NativeTls.BUNDLES.stream().anyMatch(bundle -> environment.get(bundle) != null);
        X509TrustManager trustManager = isNamed ? null : DefaultTrust.find();
        if (trustManager != null) {
            builder.trustManager(trustManager);
        }
        for (SecretGroup group : settings.groups()) {
            builder.group(group);
        }
        return ParameterStoreSource.beside(builder.build());
    }

    /** One client fetches both kinds; the cache enforces the shorter time limit of a kind. */
    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /**
     * The group that reads with a role that a reader names: the group of {@code config.yaml} that has only this role,
     * or a new one.
     *
     * @return {@code null} for a source without roles
     */
    static @Nullable UnaryOperator<String> groupsOfRoles(SecretSource source, Settings settings) {
        return source instanceof ParameterStoreSource service
                ? roleArn -> settings.groups().stream()
                        .filter(group -> roleArn.equals(group.roleArn()))
                        .filter(group -> group.region() == null && group.endpoint() == null)
                        .findFirst()
                        .map(SecretGroup::name)
                        .orElseGet(() -> added(service.secretsManager(), roleArn))
                : null;
    }

    /** {@return the part of a source that calls AWS, or {@code null} if the source does not call AWS} */
    static @Nullable SecretsManagerSource serviceBehind(SecretSource source) {
        return source instanceof ParameterStoreSource both ? both.secretsManager() : null;
    }

    private static String added(SecretsManagerSource source, String roleArn) {
        source.addGroup(SecretGroup.named(roleArn).withRoleArn(roleArn));
        return roleArn;
    }

    private static Set<Integer> ownPorts(Environment environment) {
        ConfigValue<Integer> port =
                StartSettings.read(environment, new Problems()).port();
        return port == null ? Set.of(Startup.NATIVE_PORT, Startup.AWS_PORT) : Set.of(port.value());
    }
}
