package io.github.secretscache.locallambda.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The faults in force, and which of them a call gets. Thread-safe. */
final class Faults {

    /** Kinds that affect one secret, not a whole call. */
    private static final Set<Fault.Kind> OF_ONE_SECRET =
            EnumSet.of(Fault.Kind.DENY, Fault.Kind.DECRYPTION_FAILURE, Fault.Kind.LOSE);

    private final List<Armed> armed = new ArrayList<>();

    private static final class Armed {
        final Fault fault;
        int left;

        Armed(Fault fault) {
            this.fault = fault;
            this.left = fault.times();
        }
    }

    synchronized void add(Fault fault) {
        armed.add(new Armed(fault));
    }

    synchronized void clear() {
        armed.clear();
    }

    /** With the number of remaining calls in {@code times}. */
    synchronized List<Fault> list() {
        return armed.stream().map(a -> a.fault.times(a.left)).toList();
    }

    /** The sum of the delays for a call with these ids; the call uses up one of each. */
    synchronized Duration takeDelay(String operation, Collection<String> ids) {
        Duration sum = Duration.ZERO;
        for (Armed each : List.copyOf(armed)) {
            if (each.fault.kind() == Fault.Kind.DELAY && matches(each.fault, operation, ids)) {
                use(each);
                sum = sum.plus(each.fault.delay());
            }
        }
        return sum;
    }

    /** The oldest fault that fails a whole call with these ids; the call uses up one of it. */
    synchronized Optional<Fault> takeForCall(String operation, Collection<String> ids, boolean batch) {
        return take(fault ->
                fault.kind() != Fault.Kind.DELAY && !(batch && ofOneEntry(fault)) && matches(fault, operation, ids));
    }

    /** The oldest fault that fails one entry of a batch. */
    synchronized Optional<Fault> takeForEntry(String operation, Collection<String> ids) {
        return take(fault -> ofOneEntry(fault) && matches(fault, operation, ids));
    }

    private Optional<Fault> take(Predicate<Fault> wanted) {
        Optional<Armed> found =
                armed.stream().filter(each -> wanted.test(each.fault)).findFirst();
        found.ifPresent(this::use);
        return found.map(each -> each.fault);
    }

    private static boolean ofOneEntry(Fault fault) {
        return fault.secret() != null && OF_ONE_SECRET.contains(fault.kind());
    }

    private void use(Armed each) {
        if (each.left > 0 && --each.left == 0) {
            armed.remove(each);
        }
    }

    private static boolean matches(Fault fault, String operation, Collection<String> ids) {
        return (fault.operation() == null || fault.operation().equals(operation))
                && (fault.secret() == null || ids.contains(fault.secret()));
    }
}
