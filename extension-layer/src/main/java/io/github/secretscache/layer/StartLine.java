package io.github.secretscache.layer;

import io.github.secretscache.core.ListedSecret;
import java.lang.System.Logger.Level;
import java.util.List;

/** The line at start: what runs, for whom, on which ports, with which secrets and settings. */
final class StartLine {
    private static final int MAX_NAMES = 20;

    private StartLine() {}

    static void log(String who, Serving serving, Access access, List<SettingInForce> inForce) {
        System.Logger log = System.getLogger(StartLine.class.getName());
        Settings settings = serving.settings();
        if (!settings.configPresent()) {
            log.log(Level.INFO, "no " + settings.configPath() + ": nothing is fetched before it is read");
        }
        for (int port : serving.frontend().busyPorts()) {
            log.log(Level.WARNING, "port " + port + " is busy and is not served");
        }
        AotCache.warnIfRefused();
        if (log.isLoggable(Level.INFO)) {
            StringBuilder line = new StringBuilder(512).append("started ").append(who);
            appendPorts(line, serving.frontend().ports());
            appendSecrets(line, settings.secrets());
            line.append("; ")
                    .append(access.mode())
                    .append("; version ")
                    .append(Build.version())
                    .append("; settings:");
            appendSettings(line, inForce);
            log.log(Level.INFO, line.toString());
        }
    }

    private static void appendPorts(StringBuilder line, List<Integer> ports) {
        for (int i = 0; i < ports.size(); i++) {
            line.append(i == 0 ? "; ports " : ", ").append(ports.get(i));
        }
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

    private static void appendSettings(StringBuilder line, List<SettingInForce> settings) {
        for (SettingInForce setting : settings) {
            line.append(' ').append(setting.name()).append('=').append(setting.value());
            if (!setting.isDefault()) {
                line.append(" (").append(setting.source()).append(')');
            }
        }
    }
}
