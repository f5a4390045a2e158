package io.github.secretscache.core.secretsmanager;

import io.github.secretscache.core.aws.StubAws;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The secrets of a {@link StubAws}: answers GetSecretValue and BatchGetSecretValue as the service does. */
final class StubSecrets {
    static final String VERSION = "11111111-2222-3333-4444-555555555555";
    static final String ARN_PREFIX = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";

    private static final Pattern ID_LIST = Pattern.compile("\"SecretIdList\":\\[([^]]*)]");
    private static final Pattern STRING = Pattern.compile("\"([^\"]*)\"");

    private final Map<String, String> members = new LinkedHashMap<>();

    static String arn(String name) {
        return ARN_PREFIX + name + "-AbCd12";
    }

    StubSecrets text(String name, String value) {
        members.put(name, "\"SecretString\":\"" + value + "\"");
        return this;
    }

    StubSecrets binary(String name, byte[] value) {
        members.put(name, "\"SecretBinary\":\"" + Base64.getEncoder().encodeToString(value) + "\"");
        return this;
    }

    /** Answers GetSecretValue. */
    StubAws.Handler get() {
        return (call, socket) -> {
            String id = field(call.body(), "SecretId");
            String name = nameOf(id);
            StubAws.Handler answer = name == null
                    ? StubAws.error(
                            400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
                    : StubAws.json(200, entry(name));
            answer.answer(call, socket);
        };
    }

    /** Answers BatchGetSecretValue. */
    StubAws.Handler batch() {
        return (call, socket) -> {
            List<String> errors = new ArrayList<>();
            List<String> values = new ArrayList<>();
            for (String id : idList(call.body())) {
                String name = nameOf(id);
                if (name == null) {
                    errors.add("{\"SecretId\":\"" + id
                            + "\",\"ErrorCode\":\"ResourceNotFoundException\",\"Message\":\"not found\"}");
                } else {
                    values.add(entry(name));
                }
            }
            String body = "{\"SecretValues\":[" + String.join(",", values) + "],\"Errors\":[" + String.join(",", errors)
                    + "]}";
            StubAws.json(200, body).answer(call, socket);
        };
    }

    static List<String> idList(String body) {
        Matcher list = ID_LIST.matcher(body);
        return list.find()
                ? STRING.matcher(list.group(1)).results().map(r -> r.group(1)).toList()
                : List.of();
    }

    static String field(String body, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(body);
        return matcher.find() ? matcher.group(1) : null;
    }

    private String nameOf(String id) {
        return members.keySet().stream()
                .filter(name -> name.equals(id) || arn(name).equals(id) || (ARN_PREFIX + name).equals(id))
                .findFirst()
                .orElse(null);
    }

    private String entry(String name) {
        return "{\"ARN\":\"" + arn(name) + "\",\"Name\":\"" + name + "\",\"VersionId\":\"" + VERSION
                + "\",\"VersionStages\":[\"AWSCURRENT\"],\"CreatedDate\":1.7E9," + members.get(name) + "}";
    }
}
