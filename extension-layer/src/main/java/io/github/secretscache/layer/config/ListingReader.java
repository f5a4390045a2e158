package io.github.secretscache.layer.config;

import io.github.secretscache.core.ListedPath;
import io.github.secretscache.core.ListedTags;
import io.github.secretscache.core.Listing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what is listed without naming each: {@code path:} of parameters, {@code tags:} of secrets. */
final class ListingReader {
    static final String PATH = "path";
    static final String TAGS = "tags";
    static final String TTL = "ttl";

    private final ConfigReader in;
    private final List<Listing> listings = new ArrayList<>();
    private final Map<Listing, Integer> lines = new HashMap<>();

    ListingReader(ConfigReader in) {
        this.in = in;
    }

    List<Listing> listings() {
        return List.copyOf(listings);
    }

    /** Reads the path of an item, if there is one. */
    void readPath(YamlNode.Fields fields, String group) {
        YamlNode node = fields.get(PATH);
        if (node == null) {
            refuseTtl(fields, "read a ttl of no path, expected it beside \"path:\", or in the map of a parameter");
            return;
        }
        String text = in.text(node, "a path such as /app/prod/");
        add(
                fields,
                node,
                text == null ? null : in.made(node, () -> ListedPath.of(text).inGroup(group)));
    }

    /** Reads the tags of an item, if there are any. */
    void readTags(YamlNode.Fields fields, String group) {
        YamlNode node = fields.get(TAGS);
        if (node == null) {
            refuseTtl(fields, "read a ttl of no tags, expected it beside \"tags:\", or in the map of a secret");
            return;
        }
        Map<String, String> tags = tags(node);
        add(
                fields,
                node,
                tags == null ? null : in.made(node, () -> ListedTags.of(tags).inGroup(group)));
    }

    private void refuseTtl(YamlNode.Fields fields, String problem) {
        YamlNode ttl = fields.get(TTL);
        if (ttl != null) {
            in.problem(ttl, problem);
        }
    }

    private void add(YamlNode.Fields fields, YamlNode node, @Nullable Listing listing) {
        var ttl = in.optionalValue(fields, TTL, SecretListReader.OWN_TTL);
        if (listing == null) {
            return;
        }
        Integer earlier = lines.putIfAbsent(listing, node.line());
        if (earlier == null) {
            listings.add(listing.withTtl(ttl));
            return;
        }
        in.problem(
                node,
                "read the " + listing.described() + ", which line " + earlier + " lists already, expected them once");
    }

    /** {@return the tags, or {@code null} after a problem was noted} */
    private @Nullable Map<String, String> tags(YamlNode node) {
        if (!(node instanceof YamlNode.Fields map)) {
            in.wrongKind(node, "tags such as \"tags: { app: orders }\"");
            return null;
        }
        Map<String, String> tags = new LinkedHashMap<>();
        for (YamlNode.Field field : map.fields()) {
            String value = value(field.value());
            YamlNode place = new YamlNode.Empty(field.line(), field.column());
            if (value != null && in.made(place, () -> ListedTags.of(Map.of(field.name(), value))) != null) {
                tags.put(field.name(), value);
            }
        }
        return tags.size() == map.fields().size() ? tags : null;
    }

    private @Nullable String value(YamlNode node) {
        boolean isEmpty =
                node instanceof YamlNode.Scalar scalar && scalar.text().isEmpty();
        return isEmpty
                ? ""
                : in.text(node, "the value of a tag as text, such as \"app: orders\", or \"\" for an empty one");
    }
}
