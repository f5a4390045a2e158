package io.github.secretscache.locallambda.aws;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The filters of ListSecrets and BatchGetSecretValue: a secret must match every filter, and one of each filter's
 * values; a value with {@code !} in front must not match.
 */
final class SecretFilters implements Predicate<SecretsAccount.Description> {

    private static final List<String> KNOWN = List.of("name", "description", "tag-key", "tag-value", "all");

    private final List<Filter> filters;

    private SecretFilters(List<Filter> filters) {
        this.filters = filters;
    }

    /** One filter, as it was sent. */
    record Filter(String key, List<String> values) {}

    static SecretFilters of(RequestFields request) {
        List<Filter> filters = request.filters();
        for (Filter filter : filters) {
            if (!KNOWN.contains(filter.key())) {
                throw ServiceException.validation(
                        "local-lambda knows the filters " + String.join(", ", KNOWN) + "; received " + filter.key());
            }
        }
        return new SecretFilters(filters);
    }

    @Override
    public boolean test(SecretsAccount.Description secret) {
        return filters.stream()
                .allMatch(filter -> filter.values().stream().anyMatch(value -> fits(filter, value, secret)));
    }

    private static boolean fits(Filter filter, String value, SecretsAccount.Description secret) {
        if (value.startsWith("!")) {
            return !fits(filter, value.substring(1), secret);
        }
        String name = secret.secret().name();
        String lower = value.toLowerCase(Locale.ROOT);
        String description = secret.text().toLowerCase(Locale.ROOT);
        return switch (filter.key()) {
            case "name" -> name.startsWith(value);
            case "tag-key" -> secret.tags().keySet().stream().anyMatch(key -> key.startsWith(value));
            case "tag-value" -> secret.tags().values().stream().anyMatch(text -> text.startsWith(value));
            case "description" -> description.startsWith(lower);
            default -> name.toLowerCase(Locale.ROOT).contains(lower) || description.contains(lower);
        };
    }
}
