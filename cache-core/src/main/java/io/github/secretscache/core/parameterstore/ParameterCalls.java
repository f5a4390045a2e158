package io.github.secretscache.core.parameterstore;

import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.ListedPath;
import io.github.secretscache.core.ListingPage;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.aws.AwsErrorRule;
import io.github.secretscache.core.aws.AwsErrors;
import io.github.secretscache.core.aws.AwsGroups;
import io.github.secretscache.core.aws.AwsJsonClient;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.protocols.jsoncore.JsonWriter;

/** The parameters of one {@link SecretGroup}, over one client for each region, built on first use. Thread-safe. */
final class ParameterCalls {
    private static final Logger LOG = System.getLogger(ParameterCalls.class.getName());

    private final SecretGroup group;
    private final AwsGroups groups;
    private final Map<String, AwsJsonClient> byRegion = new HashMap<>();

    ParameterCalls(SecretGroup group, AwsGroups groups) {
        this.group = group;
        this.groups = groups;
    }

    /** Reads one version of one parameter. */
    SecretValue fetch(SecretId id) {
        JsonNode reply = callFor(id, "GetParameter", request -> {
            request.writeFieldName("Name").writeValue(ParameterReply.selected(id));
            withDecryption(request, id.decrypted());
        });
        SecretValue value = reply.field("Parameter")
                .flatMap(ParameterReply::value)
                .orElseThrow(() -> AwsErrors.of(id, AwsErrorRule.UNREADABLE_REPLY));
        if (!ParameterReply.isOf(value, id)) {
            throw AwsErrors.of(id, AwsErrorRule.OTHER_SECRET);
        }
        return value;
    }

    /**
     * Reads several parameters; never throws. Ids without an outcome, all of them if the batch was refused as a whole, are
     * left to {@link #fetch}.
     */
    Map<SecretId, FetchOutcome> fetchBatch(List<SecretId> ids) {
        try {
            JsonNode reply = call(ids.get(0), "GetParameters", request -> {
                request.writeFieldName("Names").writeStartArray();
                ids.forEach(id -> request.writeValue(ParameterReply.selected(id)));
                request.writeEndArray();
                withDecryption(request, ids.get(0).decrypted());
            });
            return ParameterReply.outcomes(reply, ids);
        } catch (RuntimeException e) {
            return failed(ids, e);
        }
    }

    private Map<SecretId, FetchOutcome> failed(List<SecretId> ids, RuntimeException e) {
        SecretFetchException failure = AwsErrors.of(ids.get(0), e);
        Map<SecretId, FetchOutcome> outcomes = new LinkedHashMap<>();
        if (failure.reason().isTransient()) {
            // Single reads would count against the same quota, and hit the same fault.
            ids.forEach(id -> outcomes.put(id, new FetchOutcome.Failed(AwsErrors.of(id, e))));
        } else if (!groups.clients().isClosed()) {
            LOG.log(
                    Level.INFO,
                    "GetParameters failed for {0} parameters of group {1} ({2}): each is read with GetParameter",
                    ids.size(),
                    group.name(),
                    failure.awsErrorCode() == null ? failure.reason() : failure.awsErrorCode());
        }
        return outcomes;
    }

    /** Reads one page of a path. */
    ListingPage fetchPage(ListedPath path, @Nullable String pageToken) {
        try {
            JsonNode reply = call(path.subject(), "GetParametersByPath", request -> {
                request.writeFieldName("Path").writeValue(path.path());
                request.writeFieldName("Recursive").writeValue(true);
                request.writeFieldName("MaxResults").writeValue(ParameterStoreSource.BATCH_SIZE);
                if (pageToken != null) {
                    request.writeFieldName("NextToken").writeValue(pageToken);
                }
                withDecryption(request, true);
            });
            return ParameterReply.page(reply).orElseThrow(() -> AwsErrors.of(path, AwsErrorRule.UNREADABLE_REPLY));
        } catch (RuntimeException e) {
            throw AwsErrors.of(path, e);
        }
    }

    private static void withDecryption(JsonWriter request, boolean isDecrypted) {
        request.writeFieldName("WithDecryption").writeValue(isDecrypted);
    }

    private JsonNode call(SecretId id, String operation, Consumer<JsonWriter> body) {
        String foreign = groups.foreignRegion(id);
        SecretGroup where = foreign == null ? group : group.withRegion(foreign);
        return AwsGroups.signedAnew(() -> client(where).call(operation, body));
    }

    private JsonNode callFor(SecretId id, String operation, Consumer<JsonWriter> body) {
        try {
            return call(id, operation, body);
        } catch (RuntimeException e) {
            throw AwsErrors.of(id, e);
        }
    }

    private synchronized AwsJsonClient client(SecretGroup where) {
        String region = String.valueOf(where.region());
        AwsJsonClient client = byRegion.get(region);
        if (client == null) {
            client = groups.clients().parameterStore(where);
            byRegion.put(region, client);
        }
        return client;
    }
}
