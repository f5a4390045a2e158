package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A region is lost for five minutes, with a replica and without: the rows of docs/benchmarks/lost-region.md. */
@Timeout(60)
class LostRegionTest {
    private static final Path PAGE = Path.of("..", "docs", "benchmarks", "lost-region.md");
    private static final int OUTAGE_SECONDS = 300;
    private static final int AFTER_SECONDS = 120;

    private enum Loss {
        HANGS("accepts and never answers", null),
        RESETS("refuses or resets connections", Reason.CONNECTION_FAILED),
        THROTTLES("throttles", Reason.THROTTLED),
        FAILS("answers HTTP 5xx", Reason.SERVICE_FAILED);

        private final String words;
        private final Reason reason;

        Loss(String words, Reason reason) {
            this.words = words;
            this.reason = reason;
        }
    }

    @Test
    void lostRegion_rowsOfThePage_areWhatTheCacheDoes() throws IOException {
        List<String> rows = new ArrayList<>();
        for (Loss loss : Loss.values()) {
            rows.add(row(loss, true));
            rows.add(row(loss, false));
        }

        assertThat(Files.readAllLines(PAGE).stream()
                        .filter(line -> line.startsWith("| "))
                        .skip(2))
                .containsExactlyElementsOf(rows);
    }

    private static String row(Loss loss, boolean replica) {
        List<SecretId> ids =
                IntStream.range(0, 5).mapToObj(i -> SecretId.of("s" + i)).toList();
        try (Simulated simulated = new Simulated(builder -> builder.ttl(Duration.ofMinutes(1))
                .secrets(ids.stream().map(ListedSecret::of).toList()))) {
            ids.forEach(id -> simulated.source.put(id.name(), "x"));
            if (replica) {
                simulated.replicas("eu-north-1");
            }
            simulated.latency(Duration.ofMillis(5));
            simulated.cache.prefetch(ids);
            simulated.run(30_000);
            simulated.outage(SecretId.DEFAULT_GROUP, loss.reason == null ? Reason.TIMED_OUT : loss.reason);
            if (loss.reason == null) {
                simulated.latency(SecretId.DEFAULT_GROUP, Duration.ofSeconds(30));
            }
            Watch watch = new Watch();
            for (int second = 0; second < OUTAGE_SECONDS; second++) {
                watch.read(simulated, ids, second, true);
            }
            simulated.outage(SecretId.DEFAULT_GROUP, null);
            simulated.latency(SecretId.DEFAULT_GROUP, null);
            for (int second = 0; second < AFTER_SECONDS; second++) {
                watch.read(simulated, ids, second, false);
            }
            return watch.row(loss, replica);
        }
    }

    /** What the reads of a second show. */
    private static final class Watch {
        private int reads;
        private int fresh;
        private int failed;
        private int longestMillis;
        private int toTheReplica = -1;
        private int back = -1;

        void read(Simulated simulated, List<SecretId> ids, int second, boolean lost) {
            simulated.invoking();
            for (SecretId id : ids) {
                CompletableFuture<CachedSecret> read = simulated.cache.getAsync(id);
                int waited = 0;
                simulated.run(0);
                for (; !read.isDone(); waited++) {
                    simulated.run(1);
                }
                note(read, second, waited, lost);
            }
            simulated.run(1_000);
        }

        private void note(CompletableFuture<CachedSecret> read, int second, int waited, boolean lost) {
            boolean isReplicas = !read.isCompletedExceptionally() && read.join().replica() != null;
            if (lost) {
                reads++;
                failed += read.isCompletedExceptionally() ? 1 : 0;
                fresh += read.isCompletedExceptionally() || read.join().isStale() ? 0 : 1;
                longestMillis = Math.max(longestMillis, waited);
                toTheReplica = isReplicas && toTheReplica < 0 ? second : toTheReplica;
            } else {
                boolean isBack = !read.isCompletedExceptionally()
                        && !isReplicas
                        && !read.join().isStale();
                back = isBack && back < 0 ? second : back;
            }
        }

        String row(Loss loss, boolean replica) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %s | %.1f %% | %d | %,d ms | %s | %s |",
                    loss.words,
                    replica ? "yes" : "no",
                    100.0 * fresh / reads,
                    failed,
                    longestMillis,
                    toTheReplica < 0 ? "–" : toTheReplica + " s",
                    back < 0 ? "–" : back + " s");
        }
    }
}
