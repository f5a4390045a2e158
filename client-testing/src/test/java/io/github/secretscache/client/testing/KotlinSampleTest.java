package io.github.secretscache.client.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import kotlin.jvm.functions.Function1;
import org.junit.jupiter.api.Test;

/** The Kotlin of docs/client.md, compiled and run. */
class KotlinSampleTest {
    private static final Path SOURCE =
            Path.of("src", "test", "kotlin", "io", "github", "secretscache", "client", "testing", "KotlinSample.kt");

    @Test
    void using_rotatedSecret_decodesDataClassesAndFollowsTheRotation() {
        InMemorySecretsCacheClient secrets = InMemorySecretsCacheClient.create(KotlinSampleKt.getKotlinDecoder());
        secrets.put("prod/db", "{\"username\":\"anika\",\"password\":\"one\"}");
        List<String> tried = new ArrayList<>();
        Function1<Login, String> connect = login -> {
            tried.add(login.getPassword());
            if (login.getPassword().equals("one")) {
                secrets.put("prod/db", "{\"username\":\"anika\",\"password\":\"two\"}");
                throw sneaky(new SQLException("refused", "28P01"));
            }
            return login.getUsername();
        };

        assertThat(KotlinSampleKt.logIn(secrets, connect)).isEqualTo("anika");
        assertThat(tried).containsExactly("one", "two");
    }

    @Test
    void document_showsTheSourceThatRuns() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "client.md"));
        String source = Files.readString(SOURCE);

        assertThat(document).contains("```kotlin\n" + source.substring(source.indexOf("import ")) + "```");
    }

    /** Kotlin declares no exceptions, so its functions may throw each. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException sneaky(Throwable e) throws X {
        throw (X) e;
    }
}
