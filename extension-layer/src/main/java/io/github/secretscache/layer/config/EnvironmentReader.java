package io.github.secretscache.layer.config;

import io.github.secretscache.core.SecretKind;
import io.github.secretscache.http.EnvironmentVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code environment:}: variables, and the secrets and parameters that they are set to. */
final class EnvironmentReader {
    private static final String ALLOW_SNAPSHOT = "allowSnapshot";
    private static final List<String> KEYS =
            List.of("secret", "parameter", "jsonKey", "versionStage", "optional", "override");
    private static final String EXPECTED =
            "one such as { secret: prod/db, jsonKey: password } or { parameter: /app/key }";

    /** Lambda sets them itself; see the page of the Lambda guide on environment variables. */
    private static final Set<String> LAMBDAS = Set.of(
            "_HANDLER",
            "_X_AMZN_TRACE_ID",
            "AWS_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "AWS_DEFAULT_REGION",
            "AWS_EXECUTION_ENV",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "LAMBDA_RUNTIME_DIR",
            "LAMBDA_TASK_ROOT");

    /** All variables that begin like this are Lambda's own. */
    private static final String LAMBDAS_PREFIX = "AWS_LAMBDA_";

    /** Variables that the wrapper's shell sets itself, does not allow to be set, or treats specially. */
    private static final Set<String> SHELLS = Set.of(
            "_",
            "BASH",
            "BASHOPTS",
            "BASHPID",
            "DIRSTACK",
            "EPOCHREALTIME",
            "EPOCHSECONDS",
            "EUID",
            "FUNCNAME",
            "GROUPS",
            "HISTCMD",
            "IFS",
            "LINENO",
            "OPTARG",
            "OPTERR",
            "OPTIND",
            "PIPESTATUS",
            "POSIXLY_CORRECT",
            "PPID",
            "PWD",
            "OLDPWD",
            "RANDOM",
            "SECONDS",
            "SHELLOPTS",
            "SHLVL",
            "SRANDOM",
            "UID");

    private static final List<String> SHELLS_PREFIXES = List.of("BASH_", "COMP_", "secrets_cache_");

    private final ConfigReader in;
    private final List<EnvironmentVariable> variables = new ArrayList<>();

    EnvironmentReader(ConfigReader in) {
        this.in = in;
    }

    EnvironmentSection read(@Nullable YamlNode node) {
        if (node == null || node instanceof YamlNode.Empty) {
            return EnvironmentSection.NONE;
        }
        if (!(node instanceof YamlNode.Fields fields)) {
            in.wrongKind(node, "lines such as \"DB_PASSWORD: { secret: prod/db }\" below \"environment:\"");
            return EnvironmentSection.NONE;
        }
        for (YamlNode.Field field : fields.fields()) {
            if (!field.name().equals(ALLOW_SNAPSHOT)) {
                readVariable(field);
            }
        }
        Boolean allowSnapshot = in.optionalValue(fields, ALLOW_SNAPSHOT, Choice.FLAG);
        return new EnvironmentSection(List.copyOf(variables), allowSnapshot != null && allowSnapshot);
    }

    private void readVariable(YamlNode.Field field) {
        String problem = problemOf(field.name());
        if (problem != null) {
            in.problem(
                    field.line(),
                    field.column(),
                    "read the variable " + Problems.quoted(field.name()) + ", " + problem);
        }
        if (!(field.value() instanceof YamlNode.Fields fields)) {
            in.wrongKind(field.value(), EXPECTED);
            return;
        }
        in.checkKeys(fields, KEYS);
        String secret = in.optionalText(fields, "secret", "the name or ARN of a secret");
        String parameter = in.optionalText(fields, "parameter", "the name or ARN of a parameter");
        String jsonKey = in.optionalText(fields, "jsonKey", "the name of a member such as password");
        String stage = in.optionalText(fields, "versionStage", "a stage such as AWSCURRENT");
        Boolean optional = in.optionalValue(fields, "optional", Choice.FLAG);
        Boolean override = in.optionalValue(fields, "override", Choice.FLAG);
        boolean both = fields.get("secret") != null && fields.get("parameter") != null;
        if (both || (fields.get("secret") == null && fields.get("parameter") == null)) {
            in.problem(
                    fields,
                    (both ? "both" : "none of") + " \"secret:\" and \"parameter:\" for the variable " + field.name()
                            + ", expected " + EXPECTED);
            return;
        }
        String source = secret == null ? parameter : secret;
        if (source == null || problem != null) {
            return;
        }
        SecretKind kind = secret == null ? SecretKind.PARAMETER : SecretKind.SECRET;
        try {
            variables.add(new EnvironmentVariable(
                    field.name(),
                    kind,
                    source,
                    stage,
                    jsonKey,
                    Boolean.TRUE.equals(optional),
                    Boolean.TRUE.equals(override)));
        } catch (IllegalArgumentException e) {
            in.problem(fields.at(secret == null ? "parameter" : "secret"), String.valueOf(e.getMessage()));
        }
    }

    /** {@return the problem with the name of a variable, and what to do; or {@code null}} */
    private static @Nullable String problemOf(String name) {
        if (!EnvironmentVariable.isName(name)) {
            return "expected a name of letters, digits and underscores that does not begin with a digit";
        }
        if (LAMBDAS.contains(name) || name.startsWith(LAMBDAS_PREFIX)) {
            return "which Lambda sets itself, expected another name";
        }
        boolean shells = SHELLS.contains(name) || SHELLS_PREFIXES.stream().anyMatch(name::startsWith);
        return shells ? "which the shell of secrets-cache-env sets itself, expected another name" : null;
    }
}
