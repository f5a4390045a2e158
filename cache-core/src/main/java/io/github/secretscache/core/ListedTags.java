package io.github.secretscache.core;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every secret that has all of some tags, listed by the user, each at AWSCURRENT. A tag is had when key and value are
 * exactly these, upper and lower case too.
 *
 * @param group the {@link SecretGroup#name() name of the group} whose region, endpoint and role find and read them
 * @param tags the tags, by their keys: 1 to {@value #MOST}
 * @param ttl the ttl of the listing and of each secret that has the tags, or {@code null} for the cache's
 */
public record ListedTags(
        String group, Map<String, String> tags, @Nullable Duration ttl) implements Listing {
    /** How many tags there may be. */
    public static final int MOST = 10;

    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;

    /**
     * Checks the tags and keeps their order.
     *
     * @throws IllegalArgumentException if there is none or are more than {@value #MOST}, or if one cannot be a tag: a key
     *     has 1 to 128 characters, a value 0 to 256, none of them a control character; the message says what was received
     *     and what is expected
     */
    public ListedTags {
        Objects.requireNonNull(group, "group");
        if (tags.isEmpty() || tags.size() > MOST) {
            throw new IllegalArgumentException(
                    "secrets must be listed by 1 to " + MOST + " tags, but there are " + tags.size());
        }
        Map<String, String> checked = new LinkedHashMap<>();
        tags.forEach((key, value) -> {
            SecretId.checkPart("the key of a tag", key, 1, LONGEST_KEY);
            if (!Objects.requireNonNull(value, "value").isEmpty()) {
                SecretId.checkPart("the value of tag " + SecretId.abbreviated(key), value, 1, LONGEST_VALUE);
            }
            checked.put(key, value);
        });
        tags = Collections.unmodifiableMap(checked);
    }

    /**
     * Tags in the default group, with the cache's ttl.
     *
     * @param tags the tags, by their keys
     * @return the listing
     * @throws IllegalArgumentException as the constructor
     */
    public static ListedTags of(Map<String, String> tags) {
        return new ListedTags(SecretId.DEFAULT_GROUP, tags, null);
    }

    @Override
    public SecretKind kind() {
        return SecretKind.SECRET;
    }

    @Override
    public String described() {
        return "secrets tagged " + pairs();
    }

    @Override
    public SecretId subject() {
        return SecretId.of("tagged " + pairs()).inGroup(group);
    }

    private String pairs() {
        return SecretId.abbreviated(tags.entrySet().stream()
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .collect(Collectors.joining(", ")));
    }

    @Override
    public ListedTags inGroup(String name) {
        return new ListedTags(name, tags, ttl);
    }

    @Override
    public ListedTags withTtl(@Nullable Duration own) {
        return new ListedTags(group, tags, own);
    }
}
