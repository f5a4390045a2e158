package io.github.secretscache.layer.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may read: with which token, and whether even listed secrets need it.
 *
 * @param token what readers send; {@code null} where there is none
 * @param requireToken whether listed secrets, too, need it
 */
public record Access(@Nullable AccessToken token, ConfigValue<Boolean> requireToken) {
    private static final String REQUIRE_TOKEN = Setting.REQUIRE_TOKEN.name();

    /** Finds out who may read, and what is wrong with that. */
    public interface Rule {
        /**
         * {@return who may read; of use only when there are no problems}
         *
         * @param requireToken what the settings say of that
         */
        Access read(Environment environment, ConfigValue<Boolean> requireToken, Problems problems);
    }

    /** {@return who may read in Lambda: listed secrets are open unless the settings say otherwise} */
    public static Access inLambda(Environment environment, ConfigValue<Boolean> requireToken, Problems problems) {
        if (requireToken.value() && AccessToken.variable(environment) == null) {
            noToken(problems, REQUIRE_TOKEN + " is true (" + requireToken.source() + ")");
        }
        return new Access(AccessToken.find(environment, problems), requireToken);
    }

    /** {@return who may read from a sidecar: its port is open to every process of the machine, so the token alone} */
    public static Access inSidecar(Environment environment, ConfigValue<Boolean> requireToken, Problems problems) {
        if (AccessToken.variable(environment) == null) {
            noToken(problems, "every process of this machine can connect to a sidecar");
        }
        if (!requireToken.value() && !requireToken.isDefault()) {
            problems.notice(requireToken.source(), "has no effect: every read of a sidecar needs the token");
        }
        return new Access(AccessToken.find(environment, problems), new ConfigValue<>(true, "sidecar"));
    }

    /** {@return what a check can say of who may read, without asking for a token} */
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

    /** {@return the settings as they are in force here, and whether there is a token; never the token} */
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
