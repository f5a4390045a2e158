package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the documentation shows, run. */
@Timeout(60)
class ReadmeExamplesTest {
    @AutoClose
    private final StubFrontend server = new StubFrontend();

    record Login(String username, String password) {}

    @BeforeEach
    void start() {
        String json = "{\"username\":\"anika\",\"password\":\"aDM4N3*!8TT\"}";
        server.answer("/cache/secret_now", StubFrontend.secret("v2", json))
                .answer("/cache/secret_now?refreshNow=true", StubFrontend.secret("v2", json))
                .answer("/cache/secret_now?versionStage=AWSPREVIOUS", StubFrontend.secret("v1", json));
    }

    @Test
    void fields_withoutAnyDependency() {
        SecretsCacheClient secrets = server.client().build();

        Secret login = secrets.get("secret_now");

        assertThat(login.field("username")).isEqualTo("anika");
        assertThat(login.versionId()).isEqualTo("v2");
    }

    @Test
    void record_byJackson() {
        SecretsCacheClient secrets = server.client().build();

        Login login = secrets.get("secret_now", Login.class);

        assertThat(login.username()).isEqualTo("anika");
    }

    @Test
    void decoder_ofYourOwn() {
        SecretsCacheClient secrets = server.client().build();
        SecretDecoder<Login> decoder = secret -> new Login(secret.field("username"), secret.field("password"));

        assertThat(secrets.get("secret_now", decoder).username()).isEqualTo("anika");
    }

    @Test
    void refreshAndPreviousVersion() {
        SecretsCacheClient secrets = server.client().build();

        assertThat(secrets.refresh("secret_now").age()).isLessThan(Duration.ofMinutes(1));
        assertThat(secrets.getVersion("secret_now", "AWSPREVIOUS").versionId()).isEqualTo("v1");
    }

    @Test
    void onALaptop_withAFallback() {
        server.close();
        SecretsCacheClient secrets = server.client()
                .fallback(name -> Secret.of(name, "{\"username\":\"local\",\"password\":\"local\"}"))
                .build();

        assertThat(secrets.get("secret_now").field("username")).isEqualTo("local");
    }
}
