package io.github.secretscache.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Broken requests that are kept: files of what is sent on one connection and, after {@code =>}, the statuses of what comes
 * back; where the server may cut the connection in the middle, {@code or none}. In them {@code \r}, {@code \n} and {@code \x00} stand for bytes, <code>{{3:ab}}</code> for {@code ababab}; the
 * files' own line ends stand for nothing.
 */
record FuzzCorpus(String name, byte[] request, String statuses) {
    private static final Pattern REPEATED = Pattern.compile("\\{\\{(\\d+):(.*?)}}");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x(\\p{XDigit}{2})|([rn]))");

    static List<FuzzCorpus> all() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "fuzz-corpus"))) {
            return files.sorted().map(FuzzCorpus::read).toList();
        }
    }

    private static FuzzCorpus read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            String request = lines.stream()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("=>"))
                    .collect(Collectors.joining());
            String statuses = lines.get(lines.size() - 1).substring("=> ".length());
            return new FuzzCorpus(file.getFileName().toString(), bytes(request), statuses);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        String repeated = REPEATED.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(match.group(2).repeat(Integer.parseInt(match.group(1)))));
        return ESCAPE.matcher(repeated)
                .replaceAll(
                        match -> Matcher.quoteReplacement(String.valueOf(unescaped(match.group(1), match.group(2)))))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static char unescaped(String hex, String letter) {
        if (hex != null) {
            return (char) Integer.parseInt(hex, 16);
        }
        return letter.equals("r") ? '\r' : '\n';
    }

    @Override
    public String toString() {
        return name;
    }
}
