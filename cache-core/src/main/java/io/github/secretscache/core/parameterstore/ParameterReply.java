package io.github.secretscache.core.parameterstore;

import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.ListingPage;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.aws.AwsArn;
import io.github.secretscache.core.aws.AwsErrorRule;
import io.github.secretscache.core.aws.AwsErrors;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** Turns replies of Parameter Store into values, and an id into the name that is asked for. */
final class ParameterReply {
    private ParameterReply() {}

    /** A parameter's name or ARN with its version or label behind it, as the service takes it. */
    static String selected(SecretId id) {
        String selector = id.versionId() == null ? id.versionStage() : id.versionId();
        return selector == null ? id.name() : id.name() + ":" + selector;
    }

    /**
     * Whether a value belongs to the requested parameter and version; only the service knows which version a label
     * means.
     */
    static boolean isOf(SecretValue value, SecretId asked) {
        boolean isNamed = AwsArn.isArn(asked.name())
                ? value.arn().equals(asked.name())
                : value.name().equals(asked.name());
        return isNamed && (asked.versionId() == null || asked.versionId().equals(value.versionId()));
    }

    /** The outcomes of GetParameters for the ids that it answers beyond doubt. */
    static Map<SecretId, FetchOutcome> outcomes(JsonNode reply, List<SecretId> ids) {
        List<Selected> found = items(reply, "Parameters")
                .flatMap(item -> Selected.of(item).stream())
                .toList();
        Set<String> invalid = items(reply, "InvalidParameters")
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .collect(Collectors.toSet());
        Map<SecretId, FetchOutcome> outcomes = new LinkedHashMap<>();
        for (SecretId id : ids) {
            List<Selected> own = found.stream().filter(one -> one.isFor(id)).toList();
            boolean isInvalid = invalid.contains(selected(id));
            if (own.size() == 1 && !isInvalid) {
                outcomes.put(id, new FetchOutcome.Fetched(own.get(0).value));
            } else if (own.isEmpty() && isInvalid) {
                outcomes.put(id, new FetchOutcome.Failed(AwsErrors.of(id, ruleOfInvalid(id))));
            }
        }
        return outcomes;
    }

    private static AwsErrorRule ruleOfInvalid(SecretId id) {
        return id.versionId() == null && id.versionStage() == null
                ? AwsErrorRule.PARAMETER_NOT_FOUND
                : AwsErrorRule.PARAMETER_VERSION_NOT_FOUND;
    }

    /** A page of GetParametersByPath; empty if it is none. */
    static Optional<ListingPage> page(JsonNode reply) {
        List<ListingPage.Found> found = new ArrayList<>();
        for (JsonNode item : items(reply, "Parameters").toList()) {
            Optional<SecretValue> value = value(item);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            found.add(ListingPage.Found.of(value.get()));
        }
        return reply.field("Parameters").isEmpty()
                ? Optional.empty()
                : Optional.of(new ListingPage(found, text(reply, "NextToken")));
    }

    /** A parameter; empty if a part that every one has is missing. */
    static Optional<SecretValue> value(JsonNode item) {
        String arn = text(item, "ARN");
        String name = text(item, "Name");
        String type = text(item, "Type");
        String value = text(item, "Value");
        String version = number(item, "Version");
        if (arn == null || name == null || type == null || value == null || version == null) {
            return Optional.empty();
        }
        String changed = number(item, "LastModifiedDate");
        SecretValue.Description description = new SecretValue.Description(
                arn,
                name,
                version,
                List.of(),
                changed == null ? null : instant(new BigDecimal(changed)),
                new SecretValue.Parameter(type, text(item, "DataType")));
        return Optional.of(SecretValue.ofText(description, value));
    }

    private static Instant instant(BigDecimal seconds) {
        return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
    }

    private static Stream<JsonNode> items(JsonNode reply, String member) {
        return reply.field(member).filter(JsonNode::isArray).stream().flatMap(list -> list.asArray().stream());
    }

    private static @Nullable String text(JsonNode item, String member) {
        return item.isObject()
                ? item.field(member)
                        .filter(JsonNode::isString)
                        .map(JsonNode::asString)
                        .orElse(null)
                : null;
    }

    private static @Nullable String number(JsonNode item, String member) {
        return item.isObject()
                ? item.field(member)
                        .filter(JsonNode::isNumber)
                        .map(JsonNode::asNumber)
                        .orElse(null)
                : null;
    }

    /** A parameter of a batch, and which version or label it was asked for by. */
    private record Selected(SecretValue value, @Nullable String selector) {
        static Optional<Selected> of(JsonNode item) {
            String selector = text(item, "Selector");
            return ParameterReply.value(item).map(value -> new Selected(value, selector));
        }

        boolean isFor(SecretId id) {
            return isOf(value, id) && selected(id).equals(selector == null ? id.name() : id.name() + selector);
        }
    }
}
