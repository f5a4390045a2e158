package io.github.secretscache.layer;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretGroup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code config.yaml}, read and checked. */
record ConfigFile(
        String path,
        boolean present,
        List<SecretGroup> groups,
        List<ListedSecret> secrets,
        YamlNode.@Nullable Fields cache,
        YamlNode.@Nullable Fields server) {
    static final String DEFAULT_PATH = "/var/task/config.yaml";

    private static final int MAX_BYTES = 256 << 10;
    private static final List<String> KEYS = List.of("SecretManagers", "cache", "server");

    static ConfigFile absent(String path) {
        return new ConfigFile(path, false, List.of(), List.of(), null, null);
    }

    /** Reads the file at the default place, or the one that {@code SECRETS_CACHE_CONFIG} names, which must be there. */
    static ConfigFile read(Environment environment, Problems problems) {
        String named = environment.get(Environment.CONFIG);
        return named == null && !Files.exists(Path.of(DEFAULT_PATH))
                ? absent(DEFAULT_PATH)
                : read(
                        named == null ? DEFAULT_PATH : named,
                        named == null ? DEFAULT_PATH : Environment.CONFIG,
                        problems);
    }

    /**
     * Reads a file that must be there.
     *
     * @param namedBy what names it, for messages
     */
    static ConfigFile read(String path, String namedBy, Problems problems) {
        try {
            Path file = Path.of(path);
            if (!Files.isRegularFile(file)) {
                problems.add(namedBy, path, "the path of a file" + (Files.exists(file) ? "" : "; there is none there"));
                return absent(path);
            }
            String text = text(path, file, problems);
            return text == null ? absent(path) : parse(path, text, problems);
        } catch (InvalidPathException e) {
            problems.add(namedBy, path, "the path of a file");
        } catch (IOException e) {
            problems.add(path, "cannot be read: " + e);
        }
        return absent(path);
    }

    private static @Nullable String text(String path, Path file, Problems problems) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            problems.add(path, "larger than " + Unit.BYTES.format(MAX_BYTES) + ", expected a list of secrets");
            return null;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            problems.add(path, "not UTF-8; save it in that encoding");
            return null;
        }
    }

    static ConfigFile parse(String path, String text, Problems problems) {
        ConfigReader in = new ConfigReader(path, problems);
        String mended = new YamlText(text, in).mended();
        YamlNode root = mended == null ? null : YamlReader.read(mended, in);
        SecretListReader list = new SecretListReader(in);
        if (root instanceof YamlNode.Items items) {
            in.problem(
                    items, "read a list, expected the line \"SecretManagers:\" above it, and the list indented below");
            list.read(items);
        }
        if (!(root instanceof YamlNode.Fields fields)) {
            if (root instanceof YamlNode.Scalar) {
                in.wrongKind(root, "the line \"SecretManagers:\" and a list below it");
            }
            return new ConfigFile(path, true, list.groups(), list.secrets(), null, null);
        }
        in.checkKeys(fields, KEYS);
        YamlNode groups = fields.get("SecretManagers");
        if (groups != null) {
            list.read(groups);
        }
        return new ConfigFile(
                path, true, list.groups(), list.secrets(), in.section(fields, "cache"), in.section(fields, "server"));
    }

    /** {@return where a node stands, as messages name it} */
    String at(YamlNode node) {
        return path + ":" + node.line() + ":" + node.column();
    }
}
