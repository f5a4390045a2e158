package io.github.secretscache.layer.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may read: with which token, and whether even listed secrets need it.
 *
 * @param token the token that readers send; {@code null} if there is none
 * @param requireToken whether listed secrets need it too
 */
public record Access(@Nullable AccessToken token, ConfigValue<Boolean> requireToken) {
    private static final String REQUIRE_TOKEN = Setting.REQUIRE_TOKEN.name();

    /** Determines who may read, and reports problems. */
    public interface Rule {
        /**
         * {@return who may read; valid only if there are no problems}
         *
         * @param requireToken the setting
         */
        Access read(Environment environment, ConfigValue<Boolean> requireToken, Problems problems);
    }

    /** {@return the rule in Lambda: listed secrets are open unless the settings say otherwise} */
    public static Access inLambda(Environment environment, ConfigValue<Boolean> requireToken, Problems problems) {
        if (requireToken.value() && AccessToken.variable(environment) == null) {
            noToken(problems, REQUIRE_TOKEN + " is true (" + requireToken.source() + ")");
        }
        return new Access(AccessToken.find(environment, problems), requireToken);
    }

    /**
     * {@return the rule of a sidecar: every read needs the token, because its port is open to every process of the
     * machine}
     */
    public static Access inSidecar(Environment environment, ConfigValue<Boolean> requireToken, Problems problems) {
        if (AccessToken.variable(environment) == null) {
            noToken(problems, "every process of this machine can connect to a sidecar");
        }
        if (!requireToken.value() && !requireToken.isDefault()) {
            problems.notice(requireToken.source(), "has no effect: every read of a sidecar needs the token");
        }
        return new Access(AccessToken.find(environment, problems), new ConfigValue<>(true, "sidecar"));
    }

    /** {@return the rule for {@code --check-config}, which does not require a token} */
    public static Access toShow(Environment environment, ConfigValue<Boolean> requireToken, Problems problems) {
        return new Access(AccessToken.find(environment, problems), requireToken);
    }

    private static void noToken(Problems problems, String reason) {
        problems.add(
                Environment.TOKEN,
                "not set, nor is one of "
                        + String.join(", ", AccessToken.VARIABLES.subList(1, AccessToken.VARIABLES.size()))
                        + ", expected a token, because " + reason + "; set it to a long random text, or to file:// and"
                        + " the path of a file that holds one, for the readers too");
    }

    /** {@return the settings in force, and whether there is a token; never the token} */
    public List<EffectiveSetting> inForce(List<EffectiveSetting> settings) {
        List<EffectiveSetting> inForce = new ArrayList<>();
        for (EffectiveSetting setting : settings) {
            boolean replaced = setting.name().equals(REQUIRE_TOKEN);
            inForce.add(
                    replaced
                            ? new EffectiveSetting(
                                    REQUIRE_TOKEN, requireToken.value().toString(), requireToken.source())
                            : setting);
        }
        inForce.add(
                token == null
                        ? new EffectiveSetting(Environment.TOKEN, "not set", ConfigValue.DEFAULT)
                        : new EffectiveSetting(Environment.TOKEN, "set", token.source()));
        return inForce;
    }

    /** {@return the mode, for the start-up line} */
    public String mode() {
        if (token == null) {
            return "no token is available: listed secrets can be read, nothing else";
        }
        return requireToken.value()
                ? "every read needs the token (" + token.source() + ")"
                : "listed secrets are open, the rest needs the token (" + token.source() + ")";
    }
}
