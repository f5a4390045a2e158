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
 * Writes the tables of {@code docs/fleet.md} anew, in about half an hour on a busy machine. Not a part of {@code mvn
 * verify}: {@code mvn -pl cache-core -am test -Dtest=FleetSheetIT -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Timeout(3_600)
class FleetSheetIT {
    private static final String RULE = "| ---: | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |";
    private static final String PARAMETER_RULE = "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |";
    private static final int SAMPLE = 10_000;

    @Test
    void fleetSheet_allFleets_areWritten() throws IOException {
        Logger.getLogger("io.github.secretscache.core").setLevel(Level.OFF);
        List<String> lines = new ArrayList<>(Files.readAllLines(FleetSheetTest.SHEET));
        List<String> rows = new ArrayList<>(FleetSheetTest.rows(100, 100));
        rows.addAll(FleetSheetTest.rows(10_000, SAMPLE));
        rows.addAll(FleetSheetTest.rows(1_000_000, SAMPLE));
        write(rows, lines, RULE);
        List<String> parameterRows = new ArrayList<>(FleetSheetTest.parameterRows(100, 100));
        parameterRows.addAll(FleetSheetTest.parameterRows(10_000, 1_000));
        parameterRows.addAll(FleetSheetTest.parameterRows(1_000_000, 200));
        write(parameterRows, lines, PARAMETER_RULE);
        Files.write(FleetSheetTest.SHEET, lines);
    }

    private static void write(List<String> rows, List<String> lines, String rule) {
        assertThat(lines).contains(rule);
        int first = lines.indexOf(rule) + 1;
        while (lines.size() > first && lines.get(first).startsWith("|")) {
            lines.remove(first);
        }
        lines.addAll(first, rows);
    }
}
