package io.github.secretscache.layer.config;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what stands below {@code SecretManagers:}. */
final class SecretListReader {
    private static final List<String> GROUP_KEYS = List.of("secrets", "region", "roleArn", "endpoint");
    private static final List<String> SECRET_KEYS = List.of("name", "as", "ttl", "required", "versionStage");
    private static final String NAME = "the name or ARN of a secret";
    private static final ValueType<Duration> OWN_TTL =
            Quantity.time(QuantityFormat.DURATION, Duration.ofMillis(60), Duration.ofDays(365));

    private final ConfigReader in;
    private final List<SecretGroup> groups = new ArrayList<>();
    private final List<ListedSecret> secrets = new ArrayList<>();
    private final Map<String, Integer> lineOfServedName = new HashMap<>();

    SecretListReader(ConfigReader in) {
        this.in = in;
    }

    /** {@return the groups that are not the default one} */
    List<SecretGroup> groups() {
        return List.copyOf(groups);
    }

    List<ListedSecret> secrets() {
        return List.copyOf(secrets);
    }

    void read(YamlNode node) {
        if (!(node instanceof YamlNode.Items items)) {
            in.wrongKind(node, "a list below \"SecretManagers:\", each item with \"secrets:\" (\"- secrets:\")");
            return;
        }
        int number = 1;
        for (YamlNode item : items.nodes()) {
            if (item instanceof YamlNode.Fields fields) {
                readGroup(fields, number);
            } else {
                in.wrongKind(item, "\"secrets:\" with a list of names below it");
            }
            number++;
        }
    }

    private void readGroup(YamlNode.Fields fields, int number) {
        in.checkKeys(fields, GROUP_KEYS);
        String group = group(fields, number);
        YamlNode list = fields.get("secrets");
        if (list == null) {
            in.problem(fields, "no \"secrets:\" in this item, expected it with a list of names below");
        } else if (list instanceof YamlNode.Items items) {
            for (YamlNode item : items.nodes()) {
                readSecret(item, group);
            }
        } else {
            in.wrongKind(list, "a list of names below \"secrets:\", each with a hyphen (\"- secret_now\")");
        }
    }

    private String group(YamlNode.Fields fields, int number) {
        String name = "group-" + number;
        String region = in.optionalText(fields, "region", "a region such as eu-west-1");
        String role = in.optionalText(fields, "roleArn", "the ARN of a role");
        URI endpoint = endpoint(fields);
        // Each by itself, so that each that is wrong is reported.
        boolean regionRight =
                isRight(fields.at("region"), () -> SecretGroup.named(name).withRegion(region));
        boolean roleRight =
                isRight(fields.at("roleArn"), () -> SecretGroup.named(name).withRoleArn(role));
        boolean endpointRight =
                isRight(fields.at("endpoint"), () -> SecretGroup.named(name).withEndpoint(endpoint));
        boolean isDefault = region == null && role == null && endpoint == null;
        if (isDefault || !regionRight || !roleRight || !endpointRight) {
            return SecretId.DEFAULT_GROUP;
        }
        for (SecretGroup known : groups) {
            if (known.equals(SecretGroup.named(known.name())
                    .withRegion(region)
                    .withRoleArn(role)
                    .withEndpoint(endpoint))) {
                return known.name();
            }
        }
        groups.add(SecretGroup.named(name).withRegion(region).withRoleArn(role).withEndpoint(endpoint));
        return name;
    }

    private boolean isRight(YamlNode node, Supplier<SecretGroup> made) {
        try {
            return made.get() != null;
        } catch (IllegalArgumentException e) {
            in.problem(node, String.valueOf(e.getMessage()));
            return false;
        }
    }

    private @Nullable URI endpoint(YamlNode.Fields fields) {
        String expected = "a URL such as https://host:port";
        String text = in.optionalText(fields, "endpoint", expected);
        try {
            return text == null ? null : new URI(text);
        } catch (URISyntaxException e) {
            in.wrongKind(fields.at("endpoint"), expected);
            return null;
        }
    }

    private void readSecret(YamlNode node, String group) {
        YamlNode.Fields fields = node instanceof YamlNode.Fields map ? map : null;
        if (fields != null) {
            in.checkKeys(fields, SECRET_KEYS);
        }
        YamlNode nameNode = fields == null ? node : fields.get("name");
        if (nameNode == null) {
            in.problem(node, "no \"name:\" in this item, expected " + NAME);
            return;
        }
        String name = in.text(nameNode, NAME);
        if (name == null) {
            return;
        }
        String stage = fields == null ? null : in.optionalText(fields, "versionStage", "a stage such as AWSCURRENT");
        String as = fields == null ? null : in.optionalText(fields, "as", "the name it is served under");
        Duration ttl = fields == null ? null : in.optionalValue(fields, "ttl", OWN_TTL);
        Boolean required = fields == null ? null : in.optionalValue(fields, "required", Choice.FLAG);
        try {
            SecretId id = new SecretId(group, name, stage, null);
            String served = as == null ? name : SecretId.of(as).name();
            add(nameNode, ListedSecret.of(id).servedAs(served).withTtl(ttl).required(required != null && required));
        } catch (IllegalArgumentException e) {
            in.problem(nameNode, String.valueOf(e.getMessage()));
        }
    }

    private void add(YamlNode node, ListedSecret secret) {
        Integer earlier = lineOfServedName.putIfAbsent(secret.servedAs(), node.line());
        if (earlier == null) {
            secrets.add(secret);
            return;
        }
        in.problem(
                node,
                "read " + Problems.quoted(secret.servedAs()) + ", which line " + earlier
                        + " serves already, expected each name once; give one of them \"as: other-name\"");
    }
}
