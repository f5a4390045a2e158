package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A read from the near cache leaves nothing for the garbage collector. */
@Timeout(60)
class AllocationTest {
    private static final int READS = 100_000;
    private static final SecretDecoder<String> PASSWORD = secret -> secret.field("password");

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @AutoClose
    private final StubFrontend server = new StubFrontend();

    private SecretsCacheClient client;
    private int sum;

    record Login(String password) {}

    @BeforeEach
    void start() {
        server.answer("/cache/db", StubFrontend.secret("v1", "{\"password\":\"hunter2\"}"));
        client = server.client().build();
    }

    @Test
    void get_fromTheNearCache_allocatesNothing() {
        assertAllocatesNothing(() -> sum += client.get("db").versionId().length());
    }

    @Test
    void get_typed_allocatesNothing() {
        assertAllocatesNothing(
                () -> sum += client.get("db", Login.class).password().length());
    }

    @Test
    void get_decoder_allocatesNothing() {
        assertAllocatesNothing(() -> sum += client.get("db", PASSWORD).length());
    }

    @Test
    void field_allocatesNothing() {
        assertAllocatesNothing(() -> sum += client.get("db").field("password").length());
    }

    private void assertAllocatesNothing(Runnable read) {
        repeat(read); // loads classes, fills the caches
        long before = threads.getCurrentThreadAllocatedBytes();
        repeat(read);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(sum).isPositive();
        assertThat((double) bytes / READS).as("bytes for each read").isLessThan(0.1);
    }

    private static void repeat(Runnable read) {
        for (int i = 0; i < READS; i++) {
            read.run();
        }
    }
}
