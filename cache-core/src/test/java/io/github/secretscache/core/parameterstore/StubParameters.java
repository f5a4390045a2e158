package io.github.secretscache.core.parameterstore;

import io.github.secretscache.core.aws.StubAws;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The parameters of a {@link StubAws}: answers the three operations as the service does. */
final class StubParameters {
    static final String GET = "GetParameter";
    static final String GET_TEN = "GetParameters";
    static final String GET_PATH = "GetParametersByPath";
    static final String ARN_PREFIX = "arn:aws:ssm:eu-west-1:123456789012:parameter";

    private static final Pattern NAMES = Pattern.compile("\"Names\":\\[([^]]*)]");
    private static final Pattern STRING = Pattern.compile("\"([^\"]*)\"");

    private final Map<String, String> values = new TreeMap<>();

    StubParameters put(String name, String value) {
        values.put(name, value);
        return this;
    }

    void on(StubAws aws) {
        aws.on(GET, get()).on(GET_TEN, getTen()).on(GET_PATH, getPath());
    }

    StubAws.Handler get() {
        return (call, socket) -> {
            String asked = field(call.body(), "Name");
            StubAws.Handler answer = values.containsKey(nameOf(asked))
                    ? StubAws.json(200, "{\"Parameter\":" + entry(asked, call.body()) + "}")
                    : StubAws.error(400, "ParameterNotFound", "");
            answer.answer(call, socket);
        };
    }

    StubAws.Handler getTen() {
        return (call, socket) -> {
            List<String> names = names(call.body());
            String found = names.stream()
                    .filter(name -> values.containsKey(nameOf(name)))
                    .map(name -> entry(name, call.body()))
                    .collect(Collectors.joining(","));
            String invalid = names.stream()
                    .filter(name -> !values.containsKey(nameOf(name)))
                    .map(name -> "\"" + name + "\"")
                    .collect(Collectors.joining(","));
            StubAws.json(200, "{\"Parameters\":[" + found + "],\"InvalidParameters\":[" + invalid + "]}")
                    .answer(call, socket);
        };
    }

    StubAws.Handler getPath() {
        return (call, socket) -> {
            List<String> below = values.keySet().stream()
                    .filter(name -> name.startsWith(field(call.body(), "Path")))
                    .toList();
            String token = field(call.body(), "NextToken");
            int from = token == null ? 0 : Integer.parseInt(token);
            int to = Math.min(below.size(), from + 10);
            String page = below.subList(from, to).stream()
                    .map(name -> entry(name, call.body()))
                    .collect(Collectors.joining(","));
            StubAws.json(
                            200,
                            "{\"Parameters\":[" + page + "]"
                                    + (to < below.size() ? ",\"NextToken\":\"" + to + "\"" : "") + "}")
                    .answer(call, socket);
        };
    }

    static List<String> names(String body) {
        Matcher list = NAMES.matcher(body);
        return list.find()
                ? STRING.matcher(list.group(1)).results().map(r -> r.group(1)).toList()
                : List.of();
    }

    private static String field(String body, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(body);
        return matcher.find() ? matcher.group(1) : null;
    }

    private static String nameOf(String asked) {
        String name = asked.startsWith(ARN_PREFIX) ? asked.substring(ARN_PREFIX.length()) : asked;
        return name.contains(":") ? name.substring(0, name.indexOf(':')) : name;
    }

    /** Version 3 is in the clear, if that was asked for. */
    private String entry(String asked, String body) {
        String name = nameOf(asked);
        String selector = asked.substring(asked.indexOf(name) + name.length());
        String version = selector.matches(":[0-9]+") ? selector.substring(1) : "3";
        boolean decrypted = body.contains("\"WithDecryption\":true");
        return "{\"ARN\":\"" + ARN_PREFIX + name + "\",\"DataType\":\"text\",\"LastModifiedDate\":1.700000000046E9,"
                + "\"Name\":\"" + name + "\"," + (selector.isEmpty() ? "" : "\"Selector\":\"" + selector + "\",")
                + "\"Type\":\"SecureString\",\"Value\":\"" + (decrypted ? values.get(name) : "AQICAH=")
                + "\",\"Version\":"
                + version + "}";
    }
}
