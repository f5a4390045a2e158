package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.testing.FakeClock;
import io.github.secretscache.core.testing.FakeSecretSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listing that ends while it is looked for what else is due: on the thread of a call, so at any moment of that. */
@Timeout(60)
class ListingRaceTest {
    private static final ListedTags TAGS = ListedTags.of(Map.of("app", "orders"));
    private static final SecretId FOUND = SecretId.of("found");

    private final List<Runnable> held = new ArrayList<>();
    private boolean holding;

    /** Holds the call of the listing until another one begins. */
    private void execute(Runnable call) {
        held.add(call);
        if (!holding || held.size() > 1) {
            holding = false;
            List<Runnable> calls = List.copyOf(held);
            held.clear();
            calls.forEach(Runnable::run);
        }
    }

    @Test
    void refresh_listingEndsWhenAnotherFetchBegins_whatItFoundIsRefreshed() {
        try (Simulated simulated = new Simulated(builder -> builder.listings(List.of(TAGS))
                .secrets(List.of(ListedSecret.of(Fixture.DB)))
                .executor(this::execute))) {
            simulated.source.put("found", "one");
            simulated.source.tag("found", TAGS.tags());
            simulated.cache.prefetch(List.of(Fixture.DB));
            simulated.cache.prefetchListings();
            simulated.source.put("found", "two");
            simulated.run(Fixture.TTL);
            holding = true;

            simulated.invoking();

            assertThat(text(simulated.cache.getIfCached(FOUND))).isEqualTo("two");
        }
    }

    @Test
    void refresh_listingDropsWhatIsAboutToBeRefreshed_itIsNotFetched() {
        FakeClock clock = new FakeClock();
        FakeSecretSource source = new FakeSecretSource();
        source.put("found", "one");
        WallTime time = new WallTime(clock);
        Limits limits = new Limits(600_000, 600_000, null, 600_000, 4_000, 4_000, 1_000_000, 3, 1_000_000);
        ListedSecrets listed = new ListedSecrets(List.of(), List.of(TAGS));
        Randomness random = new Randomness(() -> Fixture.LEAST);
        FreshnessRule rule =
                new FreshnessRule(limits, listed, new Jitter(random, limits.longestTtlMillis()), new Backoff(random));
        CacheContext context = new CacheContext(limits, listed, rule, time, new Counters());
        EntryStore store = new EntryStore(context, CompletableFuture::completedFuture);
        try (Simulation simulation = new Simulation()) {
            SourceCalls calls =
                    new SourceCalls(context, source, new Deadlines(time, simulation.timer()), Runnable::run);
            FetchCompletion completion = new FetchCompletion(context, store, new VersionChanges(null, Runnable::run));
            BackgroundRefresh background =
                    new BackgroundRefresh(context, source, store, new Fetches(context, source, calls, completion));
            listed.add(FOUND, TAGS);
            background.prefetch(List.of(FOUND)).join();
            clock.advance(Fixture.TTL);

            background
                    .refreshDue(id -> {
                        listed.remove(id, TAGS);
                        store.drop(id, new SecretFetchException(Reason.NOT_FOUND, "gone", null));
                        return false;
                    })
                    .join();

            assertThat(source.calls()).isEqualTo(1);
            assertThat(store.known(FOUND)).isNull();
        }
    }
}
