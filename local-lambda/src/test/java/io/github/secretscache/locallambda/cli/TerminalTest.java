package io.github.secretscache.locallambda.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void line_longerThanTheWidth_isBrokenBetweenWordsAndNeverCut() {
        terminal(20, false).line("  one two three four five a-word-that-is-longer-than-a-line six");

        assertThat(text()).isEqualTo("""
                  one two three four
                    five
                    a-word-that-is-longer-than-a-line
                    six
                """);
    }

    @Test
    void line_columnsBetweenWords_stay() {
        terminal(40, false).line("  cold start   12.0 ms");

        assertThat(text()).isEqualTo("  cold start   12.0 ms\n");
    }

    @Test
    void command_isNeverBroken() {
        terminal(10, false).command("curl -s http://localhost:9000/");

        assertThat(text()).isEqualTo("curl -s http://localhost:9000/\n");
    }

    @Test
    void colour_onlyWhereWanted() {
        terminal(80, false).line(Terminal.Look.BAD, "plain");
        terminal(80, true).line(Terminal.Look.BAD, "red");

        assertThat(text()).isEqualTo("plain\n\u001b[31mred\u001b[0m\n");
    }

    @Test
    void width_isThatOfTheTerminal_orTheUsualOneIfItKnowsNone() {
        assertThat(Terminal.width("24 132\n")).isEqualTo(132);
        assertThat(Terminal.width("24 10")).isEqualTo(40);
        assertThat(Terminal.width("0 0\n")).isEqualTo(Terminal.DEFAULT_WIDTH);
        assertThat(Terminal.width("stty: invalid")).isEqualTo(Terminal.DEFAULT_WIDTH);
    }

    @Test
    void usage_fitsAScreen() {
        assertThat(Usage.TEXT.lines()).hasSizeLessThanOrEqualTo(24).allMatch(line -> line.length() <= 100);
    }

    private Terminal terminal(int width, boolean colour) {
        return new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), width, colour);
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
