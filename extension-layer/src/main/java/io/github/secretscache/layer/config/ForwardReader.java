package io.github.secretscache.layer.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads which operations of Secrets Manager and Parameter Store are forwarded: by default all in Lambda, where the
 * caller has the same role, and none elsewhere.
 */
final class ForwardReader {
    static final String KEY = "server.forward";

    private static final WordList LIST = new WordList(Environment.FORWARD, KEY, List.of("PutSecretValue", "List*"));
    private static final Pattern FORM = Pattern.compile("[A-Za-z*]{1,64}");

    /** The operations of today, to suggest a correction for a misspelled one. */
    private static final List<String> KNOWN = List.of(
            "BatchGetSecretValue",
            "CancelRotateSecret",
            "CreateSecret",
            "DeleteResourcePolicy",
            "DeleteSecret",
            "GetRandomPassword",
            "GetResourcePolicy",
            "ListSecretVersionIds",
            "ListSecrets",
            "PutResourcePolicy",
            "PutSecretValue",
            "RemoveRegionsFromReplication",
            "ReplicateSecretToRegions",
            "RestoreSecret",
            "RotateSecret",
            "StopReplicationToReplica",
            "TagResource",
            "UntagResource",
            "UpdateSecret",
            "UpdateSecretVersionStage",
            "ValidateResourcePolicy",
            "DeleteParameter",
            "DeleteParameters",
            "DescribeParameters",
            "GetParameterHistory",
            "GetParametersByPath",
            "LabelParameterVersion",
            "PutParameter",
            "UnlabelParameterVersion");

    private ForwardReader() {}

    /** {@return the operations, as patterns} */
    static ConfigValue<List<String>> read(Environment environment, ConfigFile file, Problems problems) {
        ConfigValue<List<WordList.Word>> words = LIST.read(environment, file, problems);
        if (words == null) {
            return ConfigValue.byDefault(environment.isLambda() ? List.of("*") : List.of());
        }
        List<String> operations = new ArrayList<>();
        for (WordList.Word word : words.value()) {
            String operation = word.text();
            if (!FORM.matcher(operation).matches()) {
                problems.add(
                        word.where(),
                        operation,
                        "an operation such as PutSecretValue, in which * stands for any letters");
            } else {
                operations.add(operation);
                noticeUnknown(word, problems);
            }
        }
        return new ConfigValue<>(List.copyOf(operations), words.source());
    }

    /** Only warns, because a newer operation must be accepted. */
    private static void noticeUnknown(WordList.Word word, Problems problems) {
        if (word.text().indexOf('*') < 0 && !KNOWN.contains(word.text())) {
            problems.notice(
                    word.where(),
                    "unknown operation " + Problems.quoted(word.text()) + Suggestion.forWord(word.text(), KNOWN));
        }
    }
}
