package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Writes the table of {@code docs/fleet.md} anew, in about a quarter of an hour. Not a part of {@code mvn verify}: {@code
 * mvn -pl cache-core -am test -Dtest=FleetSheetIT -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Timeout(3_600)
class FleetSheetIT {
    private static final String RULE = "| ---: | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |";
    private static final int SAMPLE = 10_000;

    @Test
    void fleetSheet_allFleets_areWritten() throws IOException {
        Logger.getLogger("io.github.secretscache.core").setLevel(Level.OFF);
        List<String> lines = new ArrayList<>(Files.readAllLines(FleetSheetTest.SHEET));
        assertThat(lines).contains(RULE);
        int first = lines.indexOf(RULE) + 1;
        while (lines.size() > first && lines.get(first).startsWith("|")) {
            lines.remove(first);
        }
        List<String> rows = new ArrayList<>(FleetSheetTest.rows(100, 100));
        rows.addAll(FleetSheetTest.rows(10_000, SAMPLE));
        rows.addAll(FleetSheetTest.rows(1_000_000, SAMPLE));
        lines.addAll(first, rows);
        Files.write(FleetSheetTest.SHEET, lines);
    }
}
