package io.github.secretscache.layer.config;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.Listing;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the section {@code SecretManagers:}. */
final class SecretListReader {
    private static final List<String> GROUP_KEYS = Stream.concat(
                    Stream.of("secrets", ListingReader.TAGS, ListingReader.TTL), GroupReader.KEYS.stream())
            .toList();
    private static final List<String> SECRET_KEYS = List.of("name", "as", "ttl", "required", "versionStage");
    private static final String NAME = "the name or ARN of a secret";
    static final ValueType<Duration> OWN_TTL =
            Quantity.time(QuantityFormat.DURATION, Duration.ofMillis(60), Duration.ofDays(365));

    private final ConfigReader in;
    private final GroupReader groups;
    private final ListingReader listings;
    private final List<ListedSecret> secrets = new ArrayList<>();
    private final Map<String, Integer> lineOfServedName = new HashMap<>();

    SecretListReader(ConfigReader in) {
        this.in = in;
        this.groups = new GroupReader(in, "group-");
        this.listings = new ListingReader(in);
    }

    /** {@return the groups that are not the default one} */
    List<SecretGroup> groups() {
        return groups.groups();
    }

    List<ListedSecret> secrets() {
        return List.copyOf(secrets);
    }

    List<Listing> listings() {
        return listings.listings();
    }

    void read(YamlNode node) {
        in.forEachItem(
                node,
                "a list below \"SecretManagers:\", each item with \"secrets:\" or \"tags:\" (\"- secrets:\")",
                "\"secrets:\" with a list of names below it, or \"tags:\"",
                this::readGroup);
    }

    private void readGroup(YamlNode.Fields fields, int number) {
        in.checkKeys(fields, GROUP_KEYS);
        String group = groups.read(fields, number);
        YamlNode list = fields.get("secrets");
        if (list == null && fields.get(ListingReader.TAGS) == null) {
            in.problem(fields, "no \"secrets:\" and no \"tags:\" in this item, expected one of them");
        }
        if (list instanceof YamlNode.Items items) {
            for (YamlNode item : items.nodes()) {
                readSecret(item, group);
            }
        } else if (list != null) {
            in.wrongKind(list, "a list of names below \"secrets:\", each with a hyphen (\"- secret_now\")");
        }
        listings.readTags(fields, group);
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
