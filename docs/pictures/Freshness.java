import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Draws freshness.svg, beside this file: java docs/pictures/Freshness.java. Its colours can be read on white and on black. */
final class Freshness {
    private static final int WIDTH = 860;
    private static final int LEFT = 150;
    private static final int ROW = 46;
    private static final int TOP = 56;
    private static final String TEXT = "#7a8490";
    private static final String GOOD = "#2da44e";
    private static final String OLD = "#bf8700";
    private static final String WAITS = "#2f81f7";
    private static final String ERROR = "#cf222e";

    /** Not to scale: the steps of an age, at their places. */
    private static final int[] PLACES = {0, 280, 460, 620, 710};

    private static final String[] STEPS = {
        "fetched", "ttl", "+ staleWhileRevalidate", "+ staleIfError", "",
    };
    private static final String[] DEFAULTS = {"", "10 min", "11 min", "70 min", ""};

    private Freshness() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments.length > 0 ? arguments[0] : "docs/pictures/freshness.svg");
        Files.writeString(file, svg());
    }

    private static String svg() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < STEPS.length; i++) {
            line(body, LEFT + PLACES[i]);
            text(body, LEFT + PLACES[i], 18, "middle", STEPS[i]);
            text(body, LEFT + PLACES[i], 34, "middle", DEFAULTS[i]);
        }
        text(body, 10, 34, "start", "age of the value");
        row(body, 0, "AWS answers");
        bar(body, 0, 0, 1, GOOD, "from memory, fresh");
        bar(body, 0, 1, 2, OLD, "old value at once, one refresh");
        bar(body, 0, 2, 4, WAITS, "waits for the refresh, gets the new one");
        row(body, 1, "AWS fails");
        bar(body, 1, 0, 1, GOOD, "from memory, fresh");
        bar(body, 1, 1, 3, OLD, "old value, marked stale; past 11 min after 1 s at most");
        bar(body, 1, 3, 4, ERROR, "error");
        row(body, 2, "AWS refuses");
        bar(body, 2, 0, 1, GOOD, "from memory, fresh");
        bar(body, 2, 1, 2, OLD, "old value until it refuses");
        bar(body, 2, 2, 4, ERROR, "error");
        int height = TOP + 3 * ROW;
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + height + "\" width=\"" + WIDTH
                + "\" height=\"" + height + "\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\" fill=\"" + TEXT
                + "\">\n<title>What a read gets, by the age of the value</title>\n" + body + "</svg>\n";
    }

    private static void row(StringBuilder body, int row, String name) {
        text(body, 10, TOP + row * ROW + 20, "start", name);
    }

    private static void bar(StringBuilder body, int row, int from, int to, String colour, String what) {
        int x = LEFT + PLACES[from] + 1;
        int width = PLACES[to] - PLACES[from] - 2;
        int y = TOP + row * ROW;
        body.append("<rect x=\"").append(x).append("\" y=\"").append(y).append("\" width=\"").append(width);
        body.append("\" height=\"30\" rx=\"3\" fill=\"").append(colour).append("\"/>\n");
        body.append("<text x=\"").append(x + width / 2).append("\" y=\"").append(y + 20);
        body.append("\" text-anchor=\"middle\" fill=\"#ffffff\" font-size=\"11\">").append(what).append("</text>\n");
    }

    private static void line(StringBuilder body, int x) {
        body.append("<line x1=\"").append(x).append("\" y1=\"40\" x2=\"").append(x).append("\" y2=\"");
        body.append(TOP + 3 * ROW - 10).append("\" stroke=\"").append(TEXT).append("\" stroke-dasharray=\"2 3\"/>\n");
    }

    private static void text(StringBuilder body, int x, int y, String anchor, String text) {
        if (!text.isEmpty()) {
            body.append("<text x=\"").append(x).append("\" y=\"").append(y).append("\" text-anchor=\"");
            body.append(anchor).append("\">").append(text).append("</text>\n");
        }
    }
}
