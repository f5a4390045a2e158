package io.github.secretscache.locallambda.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The commands that talk to a running function: {@code invoke}, {@code put} and {@code fault}. */
final class ClientCommands {

    private static final String INVOCATIONS = "/2015-03-31/functions/function/invocations";

    private final InputStream in;
    private final PrintStream out;

    ClientCommands(InputStream in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    /** Returns the exit status: 1 if the function failed. */
    int invoke(List<String> words) {
        ArgumentReader arguments = new ArgumentReader(words, Set.of("--port"), Set.of());
        List<String> plain = arguments.plain(1);
        LocalClient client = client(arguments);
        return show(client.send("POST", INVOCATIONS, plain.isEmpty() ? utf8("{}") : content(plain.get(0))));
    }

    /** The input becomes the value, without the newline at its end. */
    int put(List<String> words) {
        ArgumentReader arguments = new ArgumentReader(words, Set.of("--port"), Set.of());
        List<String> plain = arguments.plain(2);
        if (plain.isEmpty()) {
            arguments.problem("put: needs the name of a secret");
        }
        LocalClient client = client(arguments);
        String value = text(content(plain.size() > 1 ? plain.get(1) : "-"));
        String name = URLEncoder.encode(plain.get(0), StandardCharsets.UTF_8);
        return show(client.send("PUT", "/_local/secrets/" + name, utf8(value.replaceFirst("\\R\\z", ""))));
    }

    int fault(List<String> words) {
        ArgumentReader arguments =
                new ArgumentReader(words, Set.of("--port", "--secret", "--operation", "--times", "--delay"), Set.of());
        List<String> plain = arguments.plain(1);
        int times = arguments.number("--times", 0, 0, Integer.MAX_VALUE);
        int delay = arguments.number("--delay", 0, 0, Integer.MAX_VALUE);
        if (plain.contains("delay") && delay == 0) {
            arguments.needed("--delay", "how many milliseconds each call is delayed");
        }
        LocalClient client = client(arguments);
        if (plain.isEmpty()) {
            return show(client.send("GET", "/_local/faults", new byte[0]));
        }
        if (plain.get(0).equals("clear")) {
            return show(client.send("DELETE", "/_local/faults", new byte[0]));
        }
        ObjectNode fault = JsonNodeFactory.instance
                .objectNode()
                .put("kind", plain.get(0))
                .put("times", times)
                .put("delayMillis", delay);
        put(fault, "secret", arguments);
        put(fault, "operation", arguments);
        return show(client.send("POST", "/_local/faults", utf8(fault.toString())));
    }

    private static void put(ObjectNode fault, String field, ArgumentReader arguments) {
        String value = arguments.text("--" + field);
        if (value != null) {
            fault.put(field, value);
        }
    }

    private static LocalClient client(ArgumentReader arguments) {
        int port = arguments.port("--port", RunOptions.DEFAULT_PORT, 1);
        arguments.check();
        return new LocalClient(port);
    }

    private byte[] content(String file) {
        try {
            return file.equals("-") ? in.readAllBytes() : Files.readAllBytes(Path.of(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + " does not exist", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("put: the value must be text in UTF-8", e);
        }
    }

    private int show(LocalClient.Answer answer) {
        out.println(new String(answer.body(), StandardCharsets.UTF_8).stripTrailing());
        return answer.fine() ? 0 : 1;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
