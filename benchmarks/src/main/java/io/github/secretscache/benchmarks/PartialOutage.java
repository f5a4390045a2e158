package io.github.secretscache.benchmarks;

import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretSource;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.SecretsCache;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Cold reads of a healthy group beside a group that accepts and never answers; and how late an INVOKE's {@code next} is
 * while the only group does not answer. In process, in real time, over a source that takes 5 ms.
 */
final class PartialOutage {
    private static final int RUNS = 200;
    private static final Duration LATENCY = Duration.ofMillis(5);
    private static final String DEAD = "dead";
    private static final int OUTAGE_SECONDS = 120;
    private static final int LISTED = 20;

    private PartialOutage() {}

    /** See {@code benchmarks/run}. */
    public static void main(String[] arguments) throws InterruptedException {
        Arguments given = Arguments.of(arguments, RUNS);
        Report report = new Report(
                        "partial-outage", "Reads during an outage of another group, and next during an outage", given)
                .text("Each run reads a new secret of the healthy group, 50 ms after the run before, from a source"
                        + " that takes " + LATENCY.toMillis()
                        + " ms. The listed secrets of another group hang, and an"
                        + " INVOKE a second refreshes what is due.");
        Samples none = reads(0, given.runs());
        Samples ten = reads(10, given.runs());
        Samples hundred = reads(100, given.runs());
        report.table(
                List.of("dead secrets listed", "reads", "p50 ms", "p99 ms", "longest ms"),
                List.of(row("0", none), row("10", ten), row("100", hundred)));
        Samples lateness = lateness();
        report.text("Lateness of `next`: " + LISTED + " listed secrets, a ttl of 2 s, the source hangs for "
                + OUTAGE_SECONDS
                + " s, one INVOKE a second; counted from the first INVOKE after three calls have timed out.");
        report.table(
                List.of("", "INVOKEs", "p50 ms", "p99 ms", "longest ms"), List.of(row("lateness of next", lateness)));
        report.atMost(
                        "p99 beside 100 dead secrets ÷ beside none",
                        2,
                        hundred.percentile(99) / none.percentile(99),
                        " ×")
                .atMost("lateness of next, median", 5, lateness.median(), " ms")
                .atMost("lateness of next, p99", 50, lateness.percentile(99), " ms")
                .write();
    }

    private static List<String> row(String name, Samples millis) {
        return List.of(
                name,
                String.valueOf(millis.count()),
                Report.number(millis.median()),
                Report.number(millis.percentile(99)),
                Report.number(millis.max()));
    }

    private static Samples reads(int dead, int runs) throws InterruptedException {
        System.out.println("partial-outage, reads beside " + dead + " dead secrets");
        List<ListedSecret> listed = listed(dead, DEAD);
        Samples millis = new Samples();
        try (SecretsCache cache =
                SecretsCache.builder().source(new Partial()).secrets(listed).build()) {
            var unused = cache.prefetch(listed.stream().map(ListedSecret::id).toList());
            for (int i = 0; i < runs; i++) {
                if (i % 20 == 0) {
                    var unusedRefresh = cache.refreshDue(Instant.now().plusSeconds(3));
                }
                TimeUnit.MILLISECONDS.sleep(50);
                long begin = System.nanoTime();
                CachedSecret unusedSecret = cache.get("healthy" + i);
                millis.add((System.nanoTime() - begin) / 1e6);
            }
        }
        return millis;
    }

    private static Samples lateness() throws InterruptedException {
        System.out.println("partial-outage, lateness of next");
        Samples millis = new Samples();
        Partial source = new Partial();
        List<ListedSecret> listed = listed(LISTED, SecretId.DEFAULT_GROUP);
        try (SecretsCache cache = SecretsCache.builder()
                .source(source)
                .ttl(Duration.ofSeconds(2))
                .secrets(listed)
                .build()) {
            cache.prefetch(listed.stream().map(ListedSecret::id).toList()).join();
            TimeUnit.SECONDS.sleep(3);
            source.hang();
            for (int second = 0; second < OUTAGE_SECONDS; second++) {
                boolean probed = cache.groups().get(0).probed();
                long begin = System.nanoTime();
                cache.refreshDue(Instant.now().plusSeconds(10)).join();
                long late = System.nanoTime() - begin;
                if (probed) {
                    millis.add(late / 1e6);
                }
                TimeUnit.NANOSECONDS.sleep(Math.max(0, TimeUnit.SECONDS.toNanos(1) - late));
            }
        }
        return millis;
    }

    private static List<ListedSecret> listed(int count, String group) {
        return IntStream.range(0, count)
                .mapToObj(i -> ListedSecret.of(SecretId.of("s" + i).inGroup(group)))
                .toList();
    }

    /** A source whose group {@value #DEAD} never answers, nor any other once it hangs. */
    private static final class Partial implements SecretSource {
        private volatile boolean hangs;

        void hang() {
            hangs = true;
        }

        @Override
        public SecretValue fetch(SecretId id) {
            boolean dead = hangs || id.group().equals(DEAD);
            try {
                boolean unused = new CountDownLatch(1).await(dead ? 10_000 : LATENCY.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SecretFetchException(Reason.TIMED_OUT, "given up", e);
            }
            String arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:" + id.name() + "-AbCdEf";
            return SecretValue.ofText(SecretValue.Description.of(arn, id.name(), "v1"), "x");
        }
    }
}
