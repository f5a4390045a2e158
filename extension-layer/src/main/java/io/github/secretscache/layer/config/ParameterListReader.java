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
import org.jspecify.annotations.Nullable;

/** Reads the section {@code Parameters:}. */
final class ParameterListReader {
    private static final List<String> ITEM_KEYS =
            List.of("parameters", ListingReader.PATH, ListingReader.TTL, "region", "roleArn", "endpoint");
    private static final List<String> KEYS =
            List.of("name", "as", "ttl", "required", "version", "label", "withDecryption");
    private static final ValueType<Integer> VERSION = Quantity.count(1, Integer.MAX_VALUE);
    private static final String NAME = "the name or ARN of a parameter";

    private final ConfigReader in;
    private final GroupReader groups;
    private final List<ListedSecret> parameters = new ArrayList<>();
    private final ListingReader listings;
    private final Map<String, Integer> lineOfServedName = new HashMap<>();

    ParameterListReader(ConfigReader in) {
        this.in = in;
        this.groups = new GroupReader(in, "parameters-");
        this.listings = new ListingReader(in);
    }

    /** {@return the groups that are not the default one} */
    List<SecretGroup> groups() {
        return groups.groups();
    }

    List<ListedSecret> parameters() {
        return List.copyOf(parameters);
    }

    List<Listing> listings() {
        return listings.listings();
    }

    void read(YamlNode node) {
        in.forEachItem(
                node,
                "a list below \"Parameters:\", each item with \"parameters:\" or \"path:\" (\"- parameters:\")",
                "\"parameters:\" with a list of names below it, or \"path:\"",
                this::readItem);
    }

    private void readItem(YamlNode.Fields fields, int number) {
        in.checkKeys(fields, ITEM_KEYS);
        String group = groups.read(fields, number);
        YamlNode list = fields.get("parameters");
        if (list == null && fields.get(ListingReader.PATH) == null) {
            in.problem(fields, "no \"parameters:\" and no \"path:\" in this item, expected one of them");
        }
        if (list instanceof YamlNode.Items items) {
            items.nodes().forEach(item -> readParameter(item, group));
        } else if (list != null) {
            in.wrongKind(list, "a list of names below \"parameters:\", each with a hyphen (\"- /app/db/password\")");
        }
        listings.readPath(fields, group);
    }

    private void readParameter(YamlNode node, String group) {
        YamlNode.Fields fields =
                node instanceof YamlNode.Fields map ? map : new YamlNode.Fields(List.of(), node.line(), node.column());
        in.checkKeys(fields, KEYS);
        YamlNode nameNode = node instanceof YamlNode.Fields ? fields.get("name") : node;
        if (nameNode == null) {
            in.problem(node, "no \"name:\" in this item, expected " + NAME);
            return;
        }
        String name = in.text(nameNode, NAME);
        Integer version = in.optionalValue(fields, "version", VERSION);
        String label = in.optionalText(fields, "label", "a label such as live");
        Boolean decrypted = in.optionalValue(fields, "withDecryption", Choice.FLAG);
        SecretId id = name == null
                ? null
                : in.made(
                        nameNode,
                        () -> parameter(name, version, label, decrypted).inGroup(group));
        String as = in.optionalText(fields, "as", "the name it is served under");
        String served = as == null
                ? name
                : in.made(fields.at("as"), () -> SecretId.parameter(as).name());
        Duration ttl = in.optionalValue(fields, "ttl", SecretListReader.OWN_TTL);
        Boolean required = in.optionalValue(fields, "required", Choice.FLAG);
        if (id != null && served != null) {
            add(
                    nameNode,
                    ListedSecret.of(id)
                            .servedAs(as == null ? id.name() : served)
                            .withTtl(ttl)
                            .required(Boolean.TRUE.equals(required)));
        }
    }

    private static SecretId parameter(
            String name, @Nullable Integer version, @Nullable String label, @Nullable Boolean decrypted) {
        SecretId id = SecretId.parameter(name);
        if (version != null || label != null) {
            id = new SecretId(
                    id.kind(), id.group(), id.name(), label, version == null ? null : version.toString(), true);
        }
        return id.decrypted(decrypted == null || decrypted);
    }

    private void add(YamlNode node, ListedSecret parameter) {
        Integer earlier = lineOfServedName.putIfAbsent(parameter.servedAs(), node.line());
        if (earlier == null) {
            parameters.add(parameter);
            return;
        }
        in.problem(
                node,
                "read " + Problems.quoted(parameter.servedAs()) + ", which line " + earlier
                        + " serves already, expected each name once; give one of them \"as: other-name\"");
    }
}
