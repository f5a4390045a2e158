package io.github.secretscache.locallambda.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list that is ordered by its keys.
 *
 * @param next the token of the next page; null for the last one
 */
record Page<T>(List<T> items, @Nullable String next) {

    /** The requested page; its token holds the last key of the page before. */
    static <T> Page<T> of(List<T> all, RequestFields request, int most, Function<T, String> key) {
        int size = request.has("MaxResults") ? request.number("MaxResults") : most;
        if (size < 1 || size > most) {
            throw ServiceException.validation("1 validation error detected: Value '" + size
                    + "' at 'maxResults' failed to satisfy constraint: Member must have value between 1 and " + most);
        }
        String after = decoded(request.optional("NextToken"));
        List<T> left = all.stream()
                .filter(item -> key.apply(item).compareTo(after) > 0)
                .toList();
        if (left.size() <= size) {
            return new Page<>(left, null);
        }
        String last = key.apply(left.get(size - 1));
        return new Page<>(
                left.subList(0, size), Base64.getEncoder().encodeToString(last.getBytes(StandardCharsets.UTF_8)));
    }

    private static String decoded(@Nullable String token) {
        try {
            return token == null ? "" : new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ServiceException("InvalidNextTokenException", 400, "The NextToken value is invalid.");
        }
    }

    void writeToken(ObjectNode reply) {
        if (next != null) {
            reply.put("NextToken", next);
        }
    }
}
