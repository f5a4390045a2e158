package io.github.secretscache.layer;

import io.github.secretscache.http.ServeOptions;
import io.github.secretscache.layer.config.Access;
import io.github.secretscache.layer.config.AccessToken;
import io.github.secretscache.layer.config.EffectiveSetting;
import io.github.secretscache.layer.config.EnvironmentSection;
import io.github.secretscache.layer.config.Setting;
import io.github.secretscache.layer.config.Settings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The process's configuration, checked.
 *
 * @param snapshot whether the process will be stored in a snapshot
 * @param effective every setting in force, and where it came from
 */
record Configuration(Settings settings, Access access, boolean snapshot, List<EffectiveSetting> effective) {
    private static final String SNAPSHOT_REFUSED =
            "Under SnapStart the environment variables of config.yaml would be stored in the snapshot, and be as old as it"
                    + " is. Read the secrets in the handler; or, if that is what you want, set allowSnapshot: true below"
                    + " environment:.";

    MetricsLog metricsLog(RunningServer server, @Nullable String functionName, InstantSource clock) {
        return new MetricsLog(server, functionName, settings.get(Setting.METRICS_INTERVAL), clock);
    }

    /**
     * How the frontend serves.
     *
     * @param region where secrets are read by name, if it is known
     * @param groupOfRole maps a role that a reader names to the group that reads with it, if possible
     */
    ServeOptions.Builder serveOptions(@Nullable String region, @Nullable UnaryOperator<String> groupOfRole) {
        ServeOptions.Builder options = ServeOptions.builder()
                .requireToken(access.requireToken().value())
                .maxConnections(settings.get(Setting.MAX_CONNECTIONS))
                .awsProfile(settings.get(Setting.AWS_PROFILE));
        EnvironmentSection environment = settings.environment();
        options.environment(environment.variables());
        if (snapshot && !environment.allowSnapshot() && !environment.variables().isEmpty()) {
            options.refuseEnvironment(SNAPSHOT_REFUSED);
        }
        if (region != null) {
            options.region(region);
        }
        if (groupOfRole != null) {
            options.roles(groupOfRole);
        }
        AccessToken token = access.token();
        if (token != null) {
            options.token(token.value());
        }
        List<String> allow = settings.allow();
        if (allow != null) {
            options.allow(allow);
        }
        List<ServeOptions.Setting> shown = new ArrayList<>();
        for (EffectiveSetting setting : effective) {
            shown.add(new ServeOptions.Setting(setting.name(), setting.value(), setting.source()));
        }
        return options.settings(shown);
    }
}
