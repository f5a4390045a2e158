package io.github.secretscache.layer.config;

import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the group of an item: region, role, endpoint, replicas. */
final class GroupReader {
    static final List<String> KEYS = List.of("region", "roleArn", "endpoint", "replicas");

    private static final String REGION = "a region such as eu-west-1";

    private final ConfigReader in;
    private final String prefix;
    private final List<SecretGroup> groups = new ArrayList<>();

    /** @param prefix of the groups' names, before the number of the item */
    GroupReader(ConfigReader in, String prefix) {
        this.in = in;
        this.prefix = prefix;
    }

    /** {@return the groups that are not the default one} */
    List<SecretGroup> groups() {
        return List.copyOf(groups);
    }

    /** {@return the name of the item's group; the default one if there is a problem} */
    String read(YamlNode.Fields fields, int number) {
        SecretGroup plain = SecretGroup.named(prefix + number);
        String region = in.optionalText(fields, "region", REGION);
        String role = in.optionalText(fields, "roleArn", "the ARN of a role");
        URI endpoint = endpoint(fields);
        // Each one separately, so that each problem is reported.
        boolean regionRight = isRight(fields.at("region"), () -> plain.withRegion(region));
        boolean roleRight = isRight(fields.at("roleArn"), () -> plain.withRoleArn(role));
        boolean endpointRight = isRight(fields.at("endpoint"), () -> plain.withEndpoint(endpoint));
        List<String> replicas = replicas(fields, regionRight ? plain.withRegion(region) : plain);
        boolean isDefault = region == null && role == null && endpoint == null && replicas.isEmpty();
        if (isDefault || !regionRight || !roleRight || !endpointRight) {
            return SecretId.DEFAULT_GROUP;
        }
        return add(plain.withRegion(region)
                .withRoleArn(role)
                .withEndpoint(endpoint)
                .withReplicas(replicas));
    }

    private String add(SecretGroup group) {
        for (SecretGroup known : groups) {
            SecretGroup underThatName = SecretGroup.named(known.name())
                    .withRegion(group.region())
                    .withRoleArn(group.roleArn())
                    .withEndpoint(group.endpoint())
                    .withReplicas(group.replicas());
            if (known.equals(underThatName)) {
                return known.name();
            }
        }
        groups.add(group);
        return group.name();
    }

    private List<String> replicas(YamlNode.Fields fields, SecretGroup group) {
        YamlNode node = fields.get("replicas");
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof YamlNode.Items items)) {
            in.wrongKind(node, "a list of regions such as [eu-west-1]");
            return List.of();
        }
        List<String> replicas = new ArrayList<>();
        for (YamlNode item : items.nodes()) {
            String replica = in.text(item, REGION);
            if (replica == null) {
                continue;
            }
            List<String> withIt = new ArrayList<>(replicas);
            withIt.add(replica);
            if (isRight(item, () -> group.withReplicas(withIt))) {
                replicas = withIt;
            }
        }
        return replicas;
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
}
