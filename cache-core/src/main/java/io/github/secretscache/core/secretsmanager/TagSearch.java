package io.github.secretscache.core.secretsmanager;

import io.github.secretscache.core.ListedTags;
import io.github.secretscache.core.ListingPage;
import io.github.secretscache.core.aws.AwsErrorRule;
import io.github.secretscache.core.aws.AwsErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;

/**
 * Finds secrets by their tags with ListSecrets. Its filters only narrow the search: each one compares the beginning of
 * the keys, or of the values, of all tags, never a key with its value. A filter with characters that the service
 * refuses or reads otherwise is left out. The tags of each secret decide.
 */
final class TagSearch {
    /** The most secrets on a page, and the most filters of a call, that ListSecrets allows. */
    private static final int PAGE_SIZE = 100;

    private static final int MOST_FILTERS = 10;

    /** Text that a filter takes literally. An exclamation mark at the beginning would negate it. */
    private static final Pattern LITERAL = Pattern.compile("[a-zA-Z0-9 :_@/+=.-][a-zA-Z0-9 :_@/+=.!-]*");

    private final ListedTags tags;

    TagSearch(ListedTags tags) {
        this.tags = tags;
    }

    ListSecretsRequest request(@Nullable String pageToken) {
        return ListSecretsRequest.builder()
                .maxResults(PAGE_SIZE)
                .filters(filters())
                .nextToken(pageToken)
                .build();
    }

    private List<Filter> filters() {
        List<Filter> filters = new ArrayList<>();
        tags.tags().forEach((key, value) -> {
            // Values differ more than keys, which every secret of an account may have.
            filter(FilterNameStringType.TAG_VALUE, value, filters);
            filter(FilterNameStringType.TAG_KEY, key, filters);
        });
        return filters.subList(0, Math.min(MOST_FILTERS, filters.size()));
    }

    private static void filter(FilterNameStringType name, String text, List<Filter> filters) {
        if (LITERAL.matcher(text).matches()) {
            filters.add(Filter.builder().key(name).values(text).build());
        }
    }

    /** The secrets of a reply that have the tags. */
    ListingPage page(ListSecretsResponse reply) {
        List<ListingPage.Found> found = new ArrayList<>();
        for (SecretListEntry secret : reply.secretList()) {
            if (secret.name() == null || secret.arn() == null) {
                throw AwsErrors.of(tags, AwsErrorRule.UNREADABLE_REPLY);
            }
            if (isTagged(secret)) {
                found.add(new ListingPage.Found(secret.name(), secret.arn(), null));
            }
        }
        String next = reply.nextToken();
        return new ListingPage(found, next == null || next.isEmpty() ? null : next);
    }

    private boolean isTagged(SecretListEntry secret) {
        for (Map.Entry<String, String> tag : tags.tags().entrySet()) {
            boolean hasIt = secret.tags().stream()
                    .anyMatch(own -> tag.getKey().equals(own.key())
                            && tag.getValue().equals(own.value() == null ? "" : own.value()));
            if (!hasIt) {
                return false;
            }
        }
        return true;
    }
}
