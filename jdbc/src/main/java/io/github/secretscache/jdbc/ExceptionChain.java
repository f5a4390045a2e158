package io.github.secretscache.jdbc;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Everything that an exception shows: itself, causes, suppressed ones, and those that drivers chain by hand. */
final class ExceptionChain {
    private ExceptionChain() {}

    /** {@return each once, the exception first; some drivers make circles} */
    static List<Throwable> of(Throwable failure) {
        List<Throwable> all = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> ahead = new ArrayDeque<>(List.of(failure));
        while (!ahead.isEmpty()) {
            Throwable each = ahead.remove();
            if (seen.add(each)) {
                all.add(each);
                ahead.addAll(List.of(each.getSuppressed()));
                if (each.getCause() != null) {
                    ahead.add(each.getCause());
                }
                if (each instanceof SQLException sql && sql.getNextException() != null) {
                    ahead.add(sql.getNextException());
                }
            }
        }
        return all;
    }
}
