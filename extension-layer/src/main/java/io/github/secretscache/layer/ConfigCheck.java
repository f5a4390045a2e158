package io.github.secretscache.layer;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import io.github.secretscache.layer.config.Access;
import io.github.secretscache.layer.config.EffectiveSetting;
import io.github.secretscache.layer.config.Environment;
import io.github.secretscache.layer.config.Problems;
import io.github.secretscache.layer.config.Setting;
import io.github.secretscache.layer.config.Settings;
import io.github.secretscache.layer.config.StartSettings;
import io.github.secretscache.layer.log.LogSink;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Checks a configuration file and the environment as a start would, without a port, a token or a call to AWS. */
final class ConfigCheck {
    private final Environment environment;
    private final PrintStream out;
    private final Problems problems = new Problems();

    ConfigCheck(Environment environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    /** {@return the exit status, after printing the settings in force, or each problem on a line of the log} */
    int run(String path) {
        StartSettings start = StartSettings.read(environment, problems);
        Settings settings = Settings.read(environment, path, "--check-config", problems);
        Access access = Access.toShow(environment, settings.value(Setting.REQUIRE_TOKEN), problems);
        List<String> lines = new ArrayList<>(problems.lines());
        if (lines.isEmpty()) {
            lines.addAll(refusalsOfTheCache(settings, environment));
        }
        System.Logger log = System.getLogger(ConfigCheck.class.getName());
        problems.notices().forEach(notice -> log.log(Level.WARNING, notice));
        if (!lines.isEmpty()) {
            LogSink.fatal(lines);
            return ExitStatus.INVALID;
        }
        out.println(path + ": valid, " + settings.secrets().size() + " secrets listed");
        List<EffectiveSetting> found = new ArrayList<>(start.effective());
        found.addAll(settings.effective());
        for (EffectiveSetting setting : access.inForce(found)) {
            out.println(setting.name() + " = " + setting.value() + " (" + setting.source() + inSidecar(setting) + ")");
        }
        settings.secrets().forEach(secret -> out.println("secret " + describe(secret, settings)));
        if (access.token() == null) {
            out.println("No token is set here: a sidecar, and " + Setting.REQUIRE_TOKEN.name() + ", need one.");
        }
        return ExitStatus.OK;
    }

    /** Where it will run is not known here. */
    private static String inSidecar(EffectiveSetting setting) {
        boolean differs = setting.name().equals(Setting.REQUIRE_TOKEN.name()) && !Boolean.parseBoolean(setting.value());
        return differs ? "; true in a sidecar, always" : "";
    }

    private static List<String> refusalsOfTheCache(Settings settings, Environment environment) {
        SecretsManagerSource source = Sources.secretsManager(settings, environment, null);
        List<String> problems = source.settingProblems();
        try {
            Startup.cache(settings, same -> source, InstantSource.system()).close();
            return problems;
        } catch (StartFailure e) {
            return e.lines();
        }
    }

    private static String describe(ListedSecret secret, Settings settings) {
        SecretId id = secret.id();
        Duration ttl = secret.ttl() == null ? settings.get(Setting.TTL) : secret.ttl();
        StringBuilder text = new StringBuilder(secret.servedAs());
        text.append(": ").append(id.name()).append(" at ").append(id.versionStage());
        text.append(", ttl ").append(Setting.TTL.format(ttl));
        text.append(secret.required() ? ", required" : "");
        for (SecretGroup group : settings.groups()) {
            if (group.name().equals(id.group())) {
                text.append(group.region() == null ? "" : ", region " + group.region());
                text.append(group.roleArn() == null ? "" : ", role " + group.roleArn());
                text.append(group.endpoint() == null ? "" : ", endpoint " + group.endpoint());
                text.append(group.replicas().isEmpty() ? "" : ", replicas " + String.join(" ", group.replicas()));
            }
        }
        return text.toString();
    }
}
