package io.github.secretscache.layer;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.Listing;
import io.github.secretscache.http.EnvironmentVariable;
import io.github.secretscache.layer.config.EffectiveSetting;
import io.github.secretscache.layer.config.Settings;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/** The line at start: what runs, for whom, on which ports, with which secrets and settings. */
final class StartLine {
    private static final int MAX_NAMES = 20;

    private final StringBuilder line = new StringBuilder(512);

    /** @param who "extension" or "sidecar", in words */
    StartLine(String who) {
        line.append("started ").append(who);
    }

    StartLine ports(List<Integer> ports) {
        for (int i = 0; i < ports.size(); i++) {
            line.append(i == 0 ? "; ports " : ", ").append(ports.get(i));
        }
        return this;
    }

    StartLine listed(Settings settings) {
        List<String> secrets = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        for (ListedSecret secret : settings.secrets()) {
            (secret.id().isParameter() ? parameters : secrets).add(secret.servedAs());
        }
        names("listed secrets", secrets);
        if (!parameters.isEmpty()) {
            names("listed parameters", parameters);
        }
        List<String> listings =
                settings.listings().stream().map(Listing::described).toList();
        if (!listings.isEmpty()) {
            names("listings", listings);
        }
        List<EnvironmentVariable> variables = settings.environment().variables();
        if (!variables.isEmpty()) {
            names(
                    "environment variables",
                    variables.stream().map(EnvironmentVariable::name).toList());
        }
        return this;
    }

    private void names(String what, List<String> names) {
        line.append("; ").append(names.size()).append(' ').append(what);
        for (int i = 0; i < names.size() && i < MAX_NAMES; i++) {
            line.append(i == 0 ? ": " : ", ").append(names.get(i));
        }
        line.append(names.size() > MAX_NAMES ? ", …" : "");
    }

    /** @param mode who may read */
    void log(String mode, List<EffectiveSetting> settings) {
        line.append("; ")
                .append(mode)
                .append("; version ")
                .append(Build.version())
                .append("; settings:");
        for (EffectiveSetting setting : settings) {
            line.append(' ').append(setting.name()).append('=').append(setting.value());
            if (!setting.isDefault()) {
                line.append(" (").append(setting.source()).append(')');
            }
        }
        System.getLogger(StartLine.class.getName()).log(Level.INFO, line.toString());
    }

    /** Logs what is missing but not required. */
    static void logMissing(Settings settings, List<Integer> busyPorts) {
        System.Logger log = System.getLogger(StartLine.class.getName());
        if (!settings.configPresent()) {
            log.log(Level.INFO, "no " + settings.configPath() + ": nothing is fetched before it is read");
        }
        for (int port : busyPorts) {
            log.log(Level.WARNING, "port " + port + " is busy and is not served");
        }
    }
}
