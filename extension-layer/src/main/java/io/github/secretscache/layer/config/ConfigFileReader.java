package io.github.secretscache.layer.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads and checks {@code config.yaml}. */
final class ConfigFileReader {
    static final String DEFAULT_PATH = "/var/task/config.yaml";

    private static final int MAX_BYTES = 256 << 10;
    private static final String SECRETS = "SecretManagers";
    private static final String PARAMETERS = "Parameters";
    private static final String CACHE = "cache";
    private static final String SERVER = "server";
    private static final String ENVIRONMENT = "environment";
    private static final List<String> KEYS = List.of(SECRETS, PARAMETERS, CACHE, SERVER, ENVIRONMENT);

    private ConfigFileReader() {}

    /** Reads the file at the default place, or the one that {@code SECRETS_CACHE_CONFIG} names, which must exist. */
    static ConfigFile read(Environment environment, Problems problems) {
        String named = environment.get(Environment.CONFIG);
        return named == null ? readIfPresent(DEFAULT_PATH, problems) : read(named, Environment.CONFIG, problems);
    }

    static ConfigFile readIfPresent(String path, Problems problems) {
        Path file = Path.of(path);
        if (!Files.notExists(file)) {
            // Also if that cannot be determined: then reading the file fails, with the reason.
            return read(path, path, problems);
        }
        Path other = withOtherSuffix(file);
        if (other != null) {
            problems.notice(other.toString(), "is not read, expected " + file.getFileName() + ": rename it");
        }
        return ConfigFile.absent(path);
    }

    /**
     * Reads a file that must exist.
     *
     * @param namedBy what names it, for messages
     */
    static ConfigFile read(String path, String namedBy, Problems problems) {
        try {
            Path file = Path.of(path);
            if (Files.notExists(file)) {
                Path other = withOtherSuffix(file);
                problems.add(
                        namedBy,
                        path,
                        "the path of a file; there is none there"
                                + (other == null ? "" : " (did you mean " + other.getFileName() + "?)"));
                return ConfigFile.absent(path);
            }
            if (Files.isDirectory(file)) {
                problems.add(namedBy, path, "the path of a file");
                return ConfigFile.absent(path);
            }
            String text = text(path, file, problems);
            return text == null ? ConfigFile.absent(path) : parse(path, text, problems);
        } catch (InvalidPathException e) {
            problems.add(namedBy, path, "the path of a file");
        } catch (IOException e) {
            problems.add(path, "cannot be read: " + why(e));
        }
        return ConfigFile.absent(path);
    }

    static String why(IOException e) {
        return e instanceof AccessDeniedException
                ? "permission denied; the process needs read permission for the file, and search permission (x) for each"
                        + " folder above it"
                : e.toString();
    }

    /** {@return the file of that name with YAML's other suffix, if it exists; else {@code null}} */
    private static @Nullable Path withOtherSuffix(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        String suffix = dot < 0 ? "" : name.substring(dot);
        if (!suffix.equals(".yaml") && !suffix.equals(".yml")) {
            return null;
        }
        Path other = file.resolveSibling(name.substring(0, dot) + (suffix.equals(".yml") ? ".yaml" : ".yml"));
        return Files.exists(other) ? other : null;
    }

    private static @Nullable String text(String path, Path file, Problems problems) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            problems.add(
                    path, "larger than " + QuantityFormat.BYTES.format(MAX_BYTES) + ", expected a list of secrets");
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
        ParameterListReader parameters = new ParameterListReader(in);
        if (root instanceof YamlNode.Items items) {
            in.problem(
                    items, "read a list, expected the line \"SecretManagers:\" above it, and the list indented below");
            list.read(items);
        } else if (root instanceof YamlNode.Scalar) {
            in.wrongKind(root, "the line \"SecretManagers:\" and a list below it");
        }
        ConfigFile.Sections sections = ConfigFile.Sections.NONE;
        EnvironmentSection environment = EnvironmentSection.NONE;
        if (root instanceof YamlNode.Fields fields) {
            in.checkKeys(fields, KEYS);
            YamlNode groups = fields.get(SECRETS);
            if (groups != null) {
                list.read(groups);
            }
            YamlNode ofParameters = fields.get(PARAMETERS);
            if (ofParameters != null) {
                parameters.read(ofParameters);
            }
            sections = new ConfigFile.Sections(
                    in.section(fields, CACHE, keysOf(CACHE)), in.section(fields, SERVER, keysOf(SERVER)));
            environment = new EnvironmentReader(in).read(fields.get(ENVIRONMENT));
        }
        return new ConfigFile(
                path,
                true,
                both(list.groups(), parameters.groups()),
                both(list.secrets(), parameters.parameters()),
                both(list.listings(), parameters.listings()),
                sections,
                environment);
    }

    private static <T> List<T> both(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static List<String> keysOf(String section) {
        List<String> keys = new ArrayList<>();
        String prefix = section + ".";
        for (Setting<?> setting : Setting.ALL) {
            String key = setting.fileKey();
            if (key != null && key.startsWith(prefix)) {
                keys.add(key.substring(prefix.length()));
            }
        }
        for (String key : List.of(AllowReader.KEY, ForwardReader.KEY)) {
            if (key.startsWith(prefix)) {
                keys.add(key.substring(prefix.length()));
            }
        }
        return keys;
    }
}
