package io.github.secretscache.layer;

import io.github.secretscache.http.ServeOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may read: with which token, and whether even listed secrets need it.
 *
 * @param token what readers send; {@code null} where there is none
 */
record Access(@Nullable Token token, Sourced<Boolean> requireToken) {
    private static final String REQUIRE_TOKEN = String.valueOf(Setting.REQUIRE_TOKEN.fileKey());

    /** Finds out who may read, and what is wrong with that. */
    interface Rule {
        Access read(Environment environment, Settings settings, Problems problems);
    }

    /** In Lambda listed secrets are open unless the settings say otherwise: only the function is there to read. */
    static Access inLambda(Environment environment, Settings settings, Problems problems) {
        if (settings.requireToken().value() && Token.variable(environment) == null) {
            noToken(
                    problems,
                    REQUIRE_TOKEN + " is true (" + settings.requireToken().source() + ")");
        }
        return new Access(Token.find(environment, problems), settings.requireToken());
    }

    /** A sidecar's port is open to every process of the machine, so every read needs the token. */
    static Access inSidecar(Environment environment, Settings settings, Problems problems) {
        if (Token.variable(environment) == null) {
            noToken(problems, "every process of this machine can connect to a sidecar");
        }
        if (!settings.requireToken().value()
                && !settings.requireToken().source().equals(Sourced.DEFAULT)) {
            problems.notice(settings.requireToken().source(), "has no effect: every read of a sidecar needs the token");
        }
        return new Access(Token.find(environment, problems), new Sourced<>(true, "sidecar"));
    }

    private static void noToken(Problems problems, String reason) {
        problems.add(
                Environment.TOKEN,
                "not set, nor is one of " + String.join(", ", Token.VARIABLES.subList(1, Token.VARIABLES.size()))
                        + ", expected a token, because " + reason + "; set it to a long random text, or to file:// and"
                        + " the path of a file that holds one, for the readers too");
    }

    /** {@return the settings found, as they are in force here, and that there is a token; never the token} */
    List<SettingInForce> inForce(List<SettingInForce> found) {
        List<SettingInForce> inForce = new ArrayList<>();
        for (SettingInForce setting : found) {
            boolean replaced = setting.name().equals(REQUIRE_TOKEN);
            inForce.add(
                    replaced
                            ? new SettingInForce(
                                    REQUIRE_TOKEN, requireToken.value().toString(), requireToken.source())
                            : setting);
        }
        inForce.add(
                token == null
                        ? new SettingInForce(Environment.TOKEN, "not set", Sourced.DEFAULT)
                        : new SettingInForce(Environment.TOKEN, "set", token.source()));
        return inForce;
    }

    ServeOptions options(Settings settings, List<SettingInForce> inForce) {
        ServeOptions.Builder options = ServeOptions.builder()
                .requireToken(requireToken.value())
                .maxConnections(settings.maxConnections())
                .awsProfile(settings.awsProfile());
        if (token != null) {
            options.token(token.value());
        }
        if (settings.allow() != null) {
            options.allow(settings.allow());
        }
        List<ServeOptions.Setting> shown = new ArrayList<>();
        for (SettingInForce setting : inForce) {
            shown.add(new ServeOptions.Setting(setting.name(), setting.value(), setting.source()));
        }
        return options.settings(shown).build();
    }

    /** {@return the mode, for the start-up line} */
    String mode() {
        if (token == null) {
            return "no token is available: listed secrets can be read, nothing else";
        }
        return requireToken.value()
                ? "every read needs the token (" + token.source() + ")"
                : "listed secrets are open, the rest needs the token (" + token.source() + ")";
    }
}
