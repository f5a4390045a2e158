package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivedValuesTest {
    private static final int LARGE = 65_536;
    private static final int PLACES = Math.toIntExact(ArrivedValues.MAX_BYTES / LARGE);
    private static final long REST = ArrivedValues.REST.toMillis();

    private final FakeIoThread thread = new FakeIoThread();
    private final ArrivedValues arrived = new ArrivedValues(new IoThread(thread));
    private final List<String> admitted = new ArrayList<>();

    @Test
    void take_whenAllRoomIsTaken_isRefused() {
        fill();

        assertThat(arrived.take(1)).isFalse();
    }

    @Test
    void takeLater_whenThereIsRoomAgain_isRunInTheOrderInWhichTheyCame() {
        fill();
        arrived.takeLater(LARGE, () -> admitted.add("first"));
        arrived.takeLater(1, () -> admitted.add("second"));

        arrived.giveBack(LARGE);
        assertThat(admitted).containsExactly("first");

        arrived.giveBack(LARGE);
        assertThat(admitted).containsExactly("first", "second");
    }

    @Test
    void take_whileOthersWait_isNotBeforeThem() {
        fill();
        arrived.takeLater(2 * LARGE, () -> admitted.add("large"));
        arrived.giveBack(LARGE);

        assertThat(arrived.take(1)).isFalse();
        assertThat(admitted).isEmpty();
    }

    @Test
    void valuesThatPushEachOtherOut_areFetchedAtAPaceThatDoesNotDependOnTheReaders() {
        fill();
        for (int i = 0; i < 10_000; i++) {
            arrived.takeLater(LARGE, () -> {
                admitted.add("fetched");
                arrived.release(LARGE);
            });
        }
        for (int i = 0; i < PLACES; i++) {
            arrived.release(LARGE);
        }

        for (int millis = 0; millis < 1_000; millis++) {
            thread.pass(1);
        }

        assertThat((long) admitted.size() * LARGE).isBetween(20L << 20, 33L << 20);
    }

    @Test
    void take_ofMoreThanThereIs_isGrantedAlone() {
        int huge = 2 * Math.toIntExact(ArrivedValues.MAX_BYTES);

        assertThat(arrived.take(huge)).isTrue();
        assertThat(arrived.take(1)).isFalse();

        arrived.release(huge);
        thread.pass(REST - 1);
        assertThat(arrived.take(1)).isFalse();
        thread.pass(1);
        assertThat(arrived.take(1)).isTrue();
    }

    private void fill() {
        for (int i = 0; i < PLACES; i++) {
            assertThat(arrived.take(LARGE)).isTrue();
        }
    }
}
