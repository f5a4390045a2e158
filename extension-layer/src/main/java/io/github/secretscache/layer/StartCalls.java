package io.github.secretscache.layer;

import io.github.secretscache.core.Batching;
import io.github.secretscache.core.ListedPath;
import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.Listing;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretSource;
import io.github.secretscache.layer.config.Setting;
import io.github.secretscache.layer.config.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The calls that a start makes for the listed secrets, and the IAM actions that the role needs for them. */
final class StartCalls {
    private final Map<String, Integer> calls = new LinkedHashMap<>();
    private final List<String> pages = new ArrayList<>();
    private final Set<String> actions = new LinkedHashSet<>();
    private final Settings settings;

    /** @param source knows which secrets can share a call */
    StartCalls(Settings settings, SecretSource source) {
        this.settings = settings;
        Map<Batching, Integer> batches = new LinkedHashMap<>();
        for (SecretId id : fetched()) {
            actions.add(id.isParameter() ? "ssm:GetParameter" : "secretsmanager:GetSecretValue");
            Batching batching = source.batchingOf(id);
            if (batching.largest() < 2) {
                add(single(id.isParameter()));
            } else {
                batches.merge(batching, 1, Integer::sum);
            }
        }
        batches.forEach(this::addBatch);
        settings.listings().forEach(this::addListing);
        for (SecretGroup group : settings.groups()) {
            if (group.roleArn() != null) {
                actions.add("sts:AssumeRole on " + group.roleArn());
            }
        }
    }

    /** Secrets that are not cached are not fetched before they are read. */
    private Set<SecretId> fetched() {
        Set<SecretId> ids = new LinkedHashSet<>();
        for (ListedSecret secret : settings.secrets()) {
            SecretId reference = secret.id().referencedSecret();
            SecretId id = reference == null ? secret.id() : reference;
            if (!settings.get(id.isParameter() ? Setting.PARAMETER_TTL : Setting.TTL)
                    .isZero()) {
                ids.add(id);
            }
        }
        return ids;
    }

    /** Only parameters are usually fetched in batches. */
    private void addBatch(Batching batching, int count) {
        boolean parameters = batching.isUsual();
        int whole = count / batching.largest();
        int rest = count % batching.largest();
        for (int i = 0; i < whole + (rest > 1 ? 1 : 0); i++) {
            add(parameters ? "GetParameters" : "BatchGetSecretValue");
            actions.add(parameters ? "ssm:GetParameters" : "secretsmanager:BatchGetSecretValue");
        }
        if (rest == 1) {
            add(single(parameters));
        }
    }

    private static String single(boolean parameter) {
        return parameter ? "GetParameter" : "GetSecretValue";
    }

    private void addListing(Listing listing) {
        boolean isPath = listing instanceof ListedPath;
        if (settings.get(isPath ? Setting.PARAMETER_TTL : Setting.TTL).isZero()) {
            return;
        }
        if (!isPath) {
            pages.add("ListSecrets for the " + listing.described()
                    + " (one for each 100 that its filters leave), then BatchGetSecretValue (one for each 20 found)");
            actions.add("secretsmanager:ListSecrets (on *)");
            actions.add("secretsmanager:BatchGetSecretValue");
            actions.add("secretsmanager:GetSecretValue");
            return;
        }
        pages.add("GetParametersByPath for the " + listing.described() + " (one for each 10)");
        actions.add("ssm:GetParametersByPath");
        // For a new parameter below the path, or a refresh.
        actions.add("ssm:GetParameter");
        actions.add("ssm:GetParameters");
    }

    private void add(String operation) {
        calls.merge(operation, 1, Integer::sum);
    }

    /** {@return a line of calls and one of actions; none if nothing is fetched} */
    List<String> lines() {
        List<String> asked = new ArrayList<>();
        calls.forEach((operation, count) -> asked.add(count + " " + operation));
        asked.addAll(pages);
        return asked.isEmpty()
                ? List.of()
                : List.of(
                        "Calls at the start: " + String.join(", ", asked),
                        "IAM actions: " + String.join(", ", actions) + "; kms:Decrypt for KMS keys of your own");
    }
}
