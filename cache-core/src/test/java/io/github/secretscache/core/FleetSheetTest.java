package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tables of {@code docs/fleet.md}: their rows of 100 sandboxes are simulated anew. {@link FleetSheetIT} writes them. */
@Timeout(300)
class FleetSheetTest {
    static final Path SHEET = Path.of("..", "docs", "fleet.md");
    private static final Logger LOG = Logger.getLogger("io.github.secretscache.core");
    private static final long SEED = 2026;

    @BeforeEach
    void expectWarnings() {
        LOG.setLevel(Level.OFF);
    }

    @AfterEach
    void restoreWarnings() {
        LOG.setLevel(null);
    }

    @Test
    void fleetSheet_rowsOfASmallFleet_areWhatTheCacheDoes() throws IOException {
        assertThat(Files.readAllLines(SHEET)).containsSubsequence(rows(100, 100));
    }

    @Test
    void fleetSheet_parameterRowsOfASmallFleet_areWhatTheCacheDoes() throws IOException {
        assertThat(Files.readAllLines(SHEET)).containsSubsequence(parameterRows(100, 100));
    }

    /** The rows of a fleet, of which so many sandboxes are simulated. */
    static List<String> rows(int sandboxes, int sample) {
        List<String> rows = new ArrayList<>();
        for (boolean batch : new boolean[] {false, true}) {
            for (boolean jitter : new boolean[] {false, true}) {
                Fleet.Scenario scenario = new Fleet.Scenario(sandboxes, sample, jitter, batch);
                try (Fleet fleet = new Fleet(scenario, SEED)) {
                    rows.add(row(scenario, fleet.run()));
                }
            }
        }
        return rows;
    }

    private static String row(Fleet.Scenario scenario, Fleet.Result result) {
        return String.format(
                Locale.ROOT,
                "| %,d | %s | %s | %,d (%s) | %,d (%s) | %,d | %,d s | %,.1f | %,d (%s) | $%,.2f |",
                scenario.sandboxes(),
                scenario.batch() ? "yes" : "no",
                scenario.jitter() ? "yes" : "no",
                result.stormGetPeak(),
                share(result.stormGetPeak(), Fleet.GETS_A_SECOND),
                result.stormBatchPeak(),
                share(result.stormBatchPeak(), Fleet.BATCHES_A_SECOND),
                result.stormThrottled(),
                result.warmAfterSeconds(),
                result.steadyMean(),
                result.steadyPeak(),
                share(result.steadyPeak(), Fleet.GETS_A_SECOND),
                result.costOfAMonth());
    }

    /** The rows of a fleet that reads parameters, of which so many sandboxes are simulated. */
    static List<String> parameterRows(int sandboxes, int sample) {
        List<String> rows = new ArrayList<>();
        for (ParameterFleet.Prefetch prefetch : ParameterFleet.Prefetch.values()) {
            ParameterFleet.Scenario scenario = new ParameterFleet.Scenario(sandboxes, sample, prefetch);
            try (ParameterFleet fleet = new ParameterFleet(scenario, SEED)) {
                rows.add(parameterRow(scenario, fleet.run()));
            }
        }
        return rows;
    }

    private static String parameterRow(ParameterFleet.Scenario scenario, ParameterFleet.Result result) {
        String how = switch (scenario.prefetch()) {
            case SINGLE -> "no";
            case BATCH -> "batch";
            case PATH -> "path";
            case PATH_DENIED -> "no, by path";
        };
        return String.format(
                Locale.ROOT,
                "| %,d | %s | %,d (%s) | %,d | %s | %,.2f (%s) | %,.1f (%s) | %s | %s |",
                scenario.sandboxes(),
                how,
                result.stormPeak(),
                share(result.stormPeak(), ParameterFleet.QUOTA),
                result.stormThrottled(),
                result.warm() < 1
                        ? String.format(Locale.ROOT, "%.1f %% in 45 min", 100 * result.warm())
                        : String.format(Locale.ROOT, "all after %,d s", result.warmAfterSeconds()),
                result.steadyMean(),
                share(result.steadyMean(), ParameterFleet.QUOTA),
                result.steadyPeak(),
                share(result.steadyPeak(), ParameterFleet.QUOTA),
                share(result.steadyThrottled(), 1),
                share(result.steadyReadsFailed(), 1));
    }

    private static String share(double calls, int limit) {
        return String.format(Locale.ROOT, "%,.0f %%", 100.0 * calls / limit);
    }
}
