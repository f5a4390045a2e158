package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Each block of Java in docs/client.md compiles, in a class that has what the page takes for granted. */
@Timeout(120)
class ClientPageTest {
    private static final Path PAGE = Path.of("..", "docs", "client.md");

    /** The members, the type of the mapper and the statements are put in. */
    private static final String PROGRAM = """
            import io.github.secretscache.client.*;
            import java.security.KeyPair;
            import java.sql.*;
            import java.time.Duration;
            import java.util.*;
            import java.util.function.Predicate;

            class Sample {
                record Login(String username, String password) {}

                SecretsCacheClient secrets;
                String url, name;
                Class<Login> type;
                SecretAction<Login, Connection, SQLException> action;
                Predicate<Exception> isAuthFailure;
                %s pool;
                %s mapper;

                static KeyPair parsePem(String pem) {
                    return null;
                }

                %s

                void sample() throws SQLException {
                    %s
                }
            }
            """;

    @TempDir
    private Path folder;

    static Stream<String> blocks() throws IOException {
        return Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1));
    }

    @Test
    void page_hasTheBlocks() throws IOException {
        assertThat(blocks()).hasSizeGreaterThanOrEqualTo(9);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void block_compiles(String block) {
        assertThat(errors(block, ObjectMapper.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(classes = {ObjectMapper.class, JsonMapper.class, tools.jackson.databind.ObjectMapper.class})
    void mapperOfEitherJackson_isADecoder(Class<?> mapper) throws IOException {
        assertThat(blocks().filter(block -> block.contains("mapper::readValue")))
                .singleElement()
                .satisfies(block -> assertThat(errors(block, mapper)).isEmpty());
    }

    /** A line of three dots is between a member and the statements. */
    private List<String> errors(String block, Class<?> mapper) {
        int dots = block.indexOf("\n...\n");
        String member = dots < 0 ? "" : block.substring(0, dots);
        String statements = dots < 0 ? block : block.substring(dots + "\n...\n".length());
        String program = PROGRAM.formatted(HikariDataSource.class.getName(), mapper.getName(), member, statements);
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Sample.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return program;
                    }
                };
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-d", folder.toString());

        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, found, options, null, List.of(source))
                .call();
        return compiled
                ? List.of()
                : found.getDiagnostics().stream().map(Object::toString).toList();
    }
}
