package io.github.secretscache.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A contract file: sections of what is sent on one connection and what must come back. Its lines are
 *
 * <pre>
 * # a comment
 * === the title of a section
 * @ what happens meanwhile, such as: advance PT90S
 * > a line that is sent, and CR LF after it
 * < a line of a reply's head, or of its body after an empty one
 * <x 00 ff a line of a body, in hexadecimal
 * < (closed), or < (open): what becomes of the connection; open unless said otherwise
 * </pre>
 */
record Contract(String title, List<Step> steps) {
    sealed interface Step permits Happening, Request, Reply, End {}

    record Happening(String text) implements Step {}

    record Request(String text) implements Step {
        boolean isHead() {
            return text.startsWith("HEAD ");
        }
    }

    /** Head lines and body as they are written in the file. */
    record Reply(List<String> head, byte[] body) implements Step {}

    record End(boolean closed) implements Step {}

    static List<Contract> parse(Path file) throws IOException {
        List<Contract> contracts = new ArrayList<>();
        List<String> section = new ArrayList<>();
        String title = "";
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("=== ")) {
                add(contracts, title, section);
                title = line.substring(4);
                section = new ArrayList<>();
            } else if (!line.startsWith("#") && !line.isBlank()) {
                section.add(line);
            }
        }
        add(contracts, title, section);
        return contracts;
    }

    private static void add(List<Contract> contracts, String title, List<String> section) {
        if (!section.isEmpty()) {
            contracts.add(new Contract(title, new Section(section).steps()));
        }
    }

    /** The lines of one section, read one after the other. */
    private static final class Section {
        private final List<String> lines;
        private int next;

        Section(List<String> lines) {
            this.lines = lines;
        }

        List<Step> steps() {
            List<Step> steps = new ArrayList<>();
            while (next < lines.size()) {
                steps.add(step());
            }
            if (!(steps.get(steps.size() - 1) instanceof End)) {
                steps.add(new End(false));
            }
            return steps;
        }

        private Step step() {
            String line = lines.get(next);
            if (line.startsWith("@ ")) {
                next++;
                return new Happening(line.substring(2));
            }
            if (line.equals("< (closed)") || line.equals("< (open)")) {
                next++;
                return new End(line.equals("< (closed)"));
            }
            if (line.startsWith(">")) {
                return request();
            }
            if (line.startsWith("< HTTP/")) {
                return reply();
            }
            throw new IllegalArgumentException("not a line of a contract: " + line);
        }

        private Request request() {
            StringBuilder text = new StringBuilder();
            while (next < lines.size() && lines.get(next).startsWith(">")) {
                text.append(content(lines.get(next++))).append("\r\n");
            }
            return new Request(text.toString());
        }

        private Reply reply() {
            List<String> head = new ArrayList<>();
            while (!content(lines.get(next)).isEmpty()) {
                head.add(content(lines.get(next++)));
            }
            next++;
            List<byte[]> body = new ArrayList<>();
            while (next < lines.size() && isBody(lines.get(next))) {
                body.add(bytes(lines.get(next++)));
            }
            return new Reply(head, joined(body));
        }

        private static boolean isBody(String line) {
            return line.startsWith("<") && !line.startsWith("< (") && !line.startsWith("< HTTP/");
        }

        private static byte[] bytes(String line) {
            if (!line.startsWith("<x")) {
                return content(line).getBytes(StandardCharsets.UTF_8);
            }
            return java.util.HexFormat.of().parseHex(line.substring(2).replace(" ", ""));
        }

        private static byte[] joined(List<byte[]> lines) {
            java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
            for (int i = 0; i < lines.size(); i++) {
                if (i > 0) {
                    all.write('\n');
                }
                all.writeBytes(lines.get(i));
            }
            return all.toByteArray();
        }

        private static String content(String line) {
            return line.length() < 2 ? "" : line.substring(2);
        }
    }
}
