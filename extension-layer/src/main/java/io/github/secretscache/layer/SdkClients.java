package io.github.secretscache.layer;

import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import io.github.secretscache.http.ServeOptions;
import io.github.secretscache.layer.config.AccessToken;
import io.github.secretscache.layer.config.Environment;
import io.github.secretscache.layer.config.Setting;

/** What programs with an AWS SDK may do in addition to reading, and how they are authenticated. */
final class SdkClients {
    private SdkClients() {}

    /** @param service whose credentials and connections this process uses */
    static void welcome(
            ServeOptions.Builder options,
            SecretsManagerSource service,
            Configuration configuration,
            Environment environment) {
        options.forward(
                service.forwarder(configuration.settings().get(Setting.FORWARD_TIMEOUT)),
                configuration.settings().forward());
        AccessToken token = configuration.access().token();
        // In Lambda the session token of the role is the token, and every SDK sends it. Under SnapStart it is not:
        // there an SDK gets its credentials, as this process does, from an address.
        boolean sendsToken = environment.isLambda() && (token == null || !token.isOfContainer());
        if (!sendsToken) {
            options.signatures(service.signatures(token == null ? null : token.value()));
        }
    }
}
