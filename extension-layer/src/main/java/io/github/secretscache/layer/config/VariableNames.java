package io.github.secretscache.layer.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The names of all known variables. */
final class VariableNames {
    private static final String OURS = "SECRETS_CACHE_";
    private static final String AWS = "PARAMETERS_SECRETS_EXTENSION_";

    private VariableNames() {}

    /**
     * Reports unknown variables that look like ours, or like those of AWS's extension. They are only notices, because a
     * rolled-back layer must still start with the variables of a newer one.
     */
    static void noticeUnknown(Environment environment, Problems problems) {
        List<String> known = known();
        for (String name : environment.variables().keySet()) {
            String upper = name.toUpperCase(Locale.ROOT);
            if ((upper.startsWith(OURS) || upper.startsWith(AWS)) && !known.contains(name)) {
                problems.notice(name, "unknown, has no effect" + suggestion(name, known));
            }
        }
    }

    private static String suggestion(String name, List<String> known) {
        // Our only variable without the prefix is the one most likely to be written with it.
        List<String> timeout = List.of(Setting.TTL.variable());
        String suggestion = name.toUpperCase(Locale.ROOT).startsWith(OURS)
                ? Suggestion.forWord(name.substring(OURS.length() - "CACHE_".length()), timeout)
                : "";
        return suggestion.isEmpty() ? Suggestion.forWord(name, known) : suggestion;
    }

    /** Reports a variable of AWS's extension that has no effect here. */
    static void noticeWithoutEffect(Environment environment, Problems problems) {
        String name = Setting.AWS_CACHE_SIZE.name();
        String size = environment.get(name);
        if (size != null && !size.equals("0")) {
            problems.notice(name, "has no effect: the cache is bounded by bytes, see " + Setting.MAX_BYTES.variable());
        }
    }

    private static List<String> known() {
        List<String> known = new ArrayList<>(List.of(
                Environment.CONFIG,
                Environment.ALLOW,
                Environment.TOKEN,
                Environment.JAVA_OPTIONS,
                Environment.NEXT_WRAPPER));
        known.add(Environment.FORWARD);
        known.addAll(Environment.UPSTREAMS);
        known.add(Setting.AWS_CACHE_ENABLED.name());
        known.add(Setting.AWS_CACHE_SIZE.name());
        for (Setting<?> setting : Setting.ALL) {
            known.add(setting.variable());
            AwsVariable<?> aws = setting.awsVariable();
            if (aws != null) {
                known.add(aws.name());
            }
        }
        return known;
    }
}
