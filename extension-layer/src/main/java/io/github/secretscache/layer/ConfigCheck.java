package io.github.secretscache.layer;

import io.github.secretscache.core.ListedPath;
import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.ListedTags;
import io.github.secretscache.core.Listing;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretKind;
import io.github.secretscache.core.parameterstore.ParameterStoreSource;
import io.github.secretscache.http.EnvironmentVariable;
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

    /** {@return the exit status, after printing the settings in force, or logging each problem on its own line} */
    int run(String path) {
        StartSettings start = StartSettings.read(environment, problems);
        Settings settings = Settings.read(environment, path, "--check-config", problems);
        Access access = Access.toShow(environment, settings.value(Setting.REQUIRE_TOKEN), problems);
        List<String> lines = new ArrayList<>(problems.lines());
        List<String> calls = new ArrayList<>();
        if (lines.isEmpty()) {
            ParameterStoreSource source = Sources.both(settings, environment, null);
            lines.addAll(refusalsOfTheCache(settings, source));
            calls.addAll(new StartCalls(settings, source).lines());
        }
        System.Logger log = System.getLogger(ConfigCheck.class.getName());
        problems.notices().forEach(notice -> log.log(Level.WARNING, notice));
        if (!lines.isEmpty()) {
            LogSink.fatal(lines);
            return ExitStatus.INVALID;
        }
        out.println(path + ": valid, " + listed(settings));
        List<EffectiveSetting> found = new ArrayList<>(start.effective());
        found.addAll(settings.effective());
        for (EffectiveSetting setting : access.inForce(found)) {
            out.println(setting.name() + " = " + setting.value() + " (" + setting.source() + inSidecar(setting) + ")");
        }
        settings.secrets().forEach(secret -> out.println(describe(secret, settings)));
        settings.listings().forEach(listed -> out.println(describe(listed, settings)));
        settings.environment().variables().forEach(variable -> out.println(describe(variable)));
        calls.forEach(out::println);
        if (access.token() == null) {
            out.println("No token is set here: a sidecar, and " + Setting.REQUIRE_TOKEN.name() + ", need one.");
        }
        return ExitStatus.OK;
    }

    /** The check does not know where the configuration will be used. */
    private static String inSidecar(EffectiveSetting setting) {
        boolean differs = setting.name().equals(Setting.REQUIRE_TOKEN.name()) && !Boolean.parseBoolean(setting.value());
        return differs ? "; true in a sidecar, always" : "";
    }

    private static String listed(Settings settings) {
        long parameters = settings.secrets().stream()
                .filter(listed -> listed.id().isParameter())
                .count();
        String text = settings.secrets().size() - parameters + " secrets listed";
        text += parameters == 0 ? "" : ", " + parameters + " parameters";
        return text
                + listings(settings, ListedPath.class, " paths")
                + listings(settings, ListedTags.class, " sets of tags");
    }

    private static String listings(Settings settings, Class<? extends Listing> kind, String noun) {
        long count = settings.listings().stream().filter(kind::isInstance).count();
        return count == 0 ? "" : ", " + count + noun;
    }

    private static List<String> refusalsOfTheCache(Settings settings, ParameterStoreSource source) {
        List<String> problems = source.secretsManager().settingProblems();
        try {
            Startup.cache(settings, same -> source, InstantSource.system()).close();
            return problems;
        } catch (StartFailure e) {
            return e.lines();
        }
    }

    private static String describe(EnvironmentVariable variable) {
        return "variable " + variable.name() + ": " + (variable.jsonKey() == null ? "" : variable.jsonKey() + " of ")
                + variable.source() + (variable.optional() ? ", optional" : "")
                + (variable.override() ? ", override" : "");
    }

    private static String describe(ListedSecret secret, Settings settings) {
        SecretId id = secret.id();
        Setting<Duration> ofKind = id.isParameter() ? Setting.PARAMETER_TTL : Setting.TTL;
        Duration ttl = secret.ttl() == null ? settings.get(ofKind) : secret.ttl();
        return id.kind().noun() + " " + secret.servedAs() + ": " + id.name() + version(id) + ", ttl "
                + Setting.TTL.format(ttl) + (secret.required() ? ", required" : "") + group(id.group(), settings);
    }

    private static String version(SecretId id) {
        if (!id.isParameter()) {
            return " at " + id.versionStage();
        }
        String version = id.versionId() == null ? "" : " at version " + id.versionId();
        String label = id.versionStage() == null ? "" : " at label " + id.versionStage();
        return version + label + (id.decrypted() ? "" : ", not decrypted");
    }

    private static String describe(Listing listing, Settings settings) {
        boolean parameters = listing.kind() == SecretKind.PARAMETER;
        Duration ttl = listing.ttl();
        ttl = ttl == null ? settings.get(parameters ? Setting.PARAMETER_TTL : Setting.TTL) : ttl;
        return listing.described() + ": found again at each ttl, " + Setting.TTL.format(ttl)
                + group(listing.group(), settings);
    }

    private static String group(String name, Settings settings) {
        StringBuilder text = new StringBuilder();
        for (SecretGroup group : settings.groups()) {
            if (group.name().equals(name)) {
                text.append(group.region() == null ? "" : ", region " + group.region());
                text.append(group.roleArn() == null ? "" : ", role " + group.roleArn());
                text.append(group.endpoint() == null ? "" : ", endpoint " + group.endpoint());
                text.append(group.replicas().isEmpty() ? "" : ", replicas " + String.join(" ", group.replicas()));
            }
        }
        return text.toString();
    }
}
