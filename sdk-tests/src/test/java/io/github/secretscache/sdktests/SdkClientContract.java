package io.github.secretscache.sdktests;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.aws.Fault;
import io.github.secretscache.locallambda.aws.Fault.Kind;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What every client must see when the one variable leads it to the cache. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SdkClientContract {
    final CacheInFront cache = new CacheInFront();

    final String secret() {
        return "prod/db-" + secrets;
    }

    private ClientProcess client;
    private int secrets;

    /** Starts the client with these variables. */
    abstract ClientProcess start(Map<String, String> environment);

    /** {@return the text of a secret from which the client gets this word} */
    String secretOf(String word) throws SQLException {
        return word;
    }

    /** {@return how often the service is asked when a secret that the cache holds is read three times} */
    int mostCallsForThreeReads() {
        return 0;
    }

    @BeforeAll
    void start() {
        client = start(cache.environment());
    }

    @AfterAll
    void close() {
        if (client != null) {
            client.close();
        }
        cache.close();
    }

    @BeforeEach
    void createSecret() throws SQLException {
        secrets++;
        cache.service.createSecret(secret(), secretOf("first"));
    }

    @AfterEach
    void clearFaults() {
        cache.service.clearFaults();
    }

    final String ask(String operation) {
        return client.ask(operation, secret());
    }

    private String read() {
        return ask("get");
    }

    /** A refresh that takes longer than a second, as on a busy machine, is not waited for: the old value is read. */
    private String readUntil(String wanted) {
        String reply = read();
        while (reply.startsWith("value ") && !reply.equals(wanted)) {
            reply = read();
        }
        return reply;
    }

    @Test
    final void secret_isRead() {
        assertThat(read()).isEqualTo("value first");
    }

    @Test
    final void secret_readAgain_isNotAskedForUpstream() {
        read();
        cache.service.resetCalls();

        for (int i = 0; i < 3; i++) {
            assertThat(read()).isEqualTo("value first");
        }

        assertThat(cache.service.calls().total()).isLessThanOrEqualTo(mostCallsForThreeReads());
    }

    @Test
    final void secret_rotated_isTheNewOneAfterTheTtl() throws SQLException {
        read();
        cache.service.putSecretValue(secret(), secretOf("second"));
        cache.clock.advance(CacheInFront.TTL.multipliedBy(2));

        assertThat(readUntil("value second")).isEqualTo("value second");
    }

    @Test
    final void secret_written_isReadAsWritten() throws SQLException {
        read();

        assertThat(client.ask("put", secret(), secretOf("second"))).isEqualTo("value written");

        assertThat(read()).isEqualTo("value second");
    }

    @Test
    final void secret_whileTheServiceIsDown_isTheOldOne() {
        read();
        cache.service.inject(Fault.of(Kind.UNAVAILABLE));
        cache.clock.advance(CacheInFront.TTL.plusMinutes(5));

        assertThat(read()).isEqualTo("value first");
    }

    @Test
    final void secret_thatIsNotThere_isTheClientsOwnException() {
        assertThat(client.ask("get", "prod/none")).startsWith("error").contains("ResourceNotFoundException");
    }

    @Test
    final void secret_thatIsDenied_isTheClientsOwnException() {
        cache.service.inject(Fault.of(Kind.DENY));

        assertThat(read()).startsWith("error").contains("AccessDeniedException");
    }
}
