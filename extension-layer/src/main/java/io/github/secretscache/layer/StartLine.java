package io.github.secretscache.layer;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.extension.api.Registration;
import io.github.secretscache.http.HttpFrontend;
import java.lang.System.Logger.Level;
import java.util.List;

/** The line at start: what runs, for whom, on which ports, with which secrets and settings. */
final class StartLine {
    private static final int MAX_NAMES = 20;

    private StartLine() {}

    static void log(Registration registration, StartSettings start, Settings settings, HttpFrontend frontend) {
        System.Logger log = System.getLogger(StartLine.class.getName());
        if (!settings.configPresent()) {
            log.log(Level.INFO, "no " + settings.configPath() + ": nothing is fetched before it is read");
        }
        for (int port : frontend.busyPorts()) {
            log.log(Level.WARNING, "port " + port + " is busy and is not served");
        }
        if (log.isLoggable(Level.INFO)) {
            log.log(Level.INFO, text(registration, start, settings, frontend.ports()));
        }
    }

    private static String text(Registration registration, StartSettings start, Settings settings, List<Integer> ports) {
        StringBuilder line = new StringBuilder(512);
        line.append("started for ").append(registration.functionName());
        line.append(start.shutdownOnly() ? " without" : " with").append(" INVOKE events; ports ");
        for (int i = 0; i < ports.size(); i++) {
            line.append(i == 0 ? "" : ", ").append(ports.get(i));
        }
        appendSecrets(line, settings.secrets());
        line.append("; no token is required");
        line.append("; settings:");
        append(line, start.found());
        append(line, settings.found());
        return line.toString();
    }

    private static void appendSecrets(StringBuilder line, List<ListedSecret> secrets) {
        line.append("; ").append(secrets.size()).append(" listed secrets");
        for (int i = 0; i < secrets.size() && i < MAX_NAMES; i++) {
            line.append(i == 0 ? ": " : ", ").append(secrets.get(i).servedAs());
        }
        if (secrets.size() > MAX_NAMES) {
            line.append(", …");
        }
    }

    private static void append(StringBuilder line, List<SettingInForce> settings) {
        for (SettingInForce setting : settings) {
            line.append(' ').append(setting.name()).append('=').append(setting.value());
            if (!setting.isDefault()) {
                line.append(" (").append(setting.source()).append(')');
            }
        }
    }
}
