package io.github.secretscache.locallambda.aws;

import java.util.Map;
import java.util.stream.Stream;

/**
 * How often the {@link SecretsManagerEndpoint} was called, including failed calls. An immutable snapshot; holds names,
 * never values.
 *
 * @param byOperation calls for each operation, such as {@code GetSecretValue} or {@code AssumeRole}
 * @param bySecret for each operation, how often each secret was asked for: by its name if the secret exists, else by the
 *     id of the request. One BatchGetSecretValue counts once for each secret it names.
 */
public record Calls(Map<String, Long> byOperation, Map<String, Map<String, Long>> bySecret) {

    /** Makes the maps unmodifiable. */
    public Calls {
        byOperation = Map.copyOf(byOperation);
        bySecret = Map.copyOf(bySecret);
    }

    /** All calls of all operations. */
    public long total() {
        return byOperation.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The calls of one operation. */
    public long of(String operation) {
        return byOperation.getOrDefault(operation, 0L);
    }

    /** How often one operation asked for one secret. */
    public long of(String operation, String secret) {
        return bySecret.getOrDefault(operation, Map.of()).getOrDefault(secret, 0L);
    }

    /** How often the value of this secret or parameter was asked for, alone or in a batch. */
    public long reads(String name) {
        return Stream.of("GetSecretValue", "BatchGetSecretValue", "GetParameter", "GetParameters")
                .mapToLong(operation -> of(operation, name))
                .sum();
    }
}
