package io.github.secretscache.http;

import io.github.secretscache.core.EntryStatus;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Tells what is cached and how fresh it is, and the settings in force. No values. */
final class StatusHandler implements CacheHandler {
    private final InstantSource clock;

    StatusHandler(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void handle(HttpServerExchange exchange, Served served) {
        JsonWriter json = new JsonWriter().beginObject().name("entries").beginArray();
        Instant now = clock.instant();
        served.cache().entries().forEach(entry -> write(json, entry, now));
        json.endArray().name("settings").beginArray();
        for (ServeOptions.Setting setting : served.options().settings()) {
            json.beginObject()
                    .name("name")
                    .value(setting.name())
                    .name("value")
                    .value(setting.value())
                    .name("origin")
                    .value(setting.origin())
                    .endObject();
        }
        json.endArray().endObject();
        exchange.getResponseHeaders()
                .put(Headers.CONTENT_TYPE, "application/json")
                .put(Headers.CACHE_CONTROL, "no-store");
        exchange.getResponseSender().send(json.toUtf8());
    }

    private static void write(JsonWriter json, EntryStatus entry, Instant now) {
        Instant fetchedAt = entry.fetchedAt();
        Reason lastFailure = entry.lastFailure();
        json.beginObject()
                .name("group")
                .value(entry.id().group())
                .name("name")
                .value(entry.id().name())
                .memberIfPresent("versionStage", entry.id().versionStage())
                .memberIfPresent("versionId", entry.id().versionId())
                .name("listed")
                .value(entry.listed())
                .name("freshness")
                .value(entry.versionId() == null ? "absent" : entry.stale() ? "stale" : "fresh")
                .memberIfPresent("heldVersionId", entry.versionId())
                .memberIfPresent("fetchedAt", text(fetchedAt));
        if (fetchedAt != null) {
            json.name("ageSeconds")
                    .value(Math.max(0, Duration.between(fetchedAt, now).toSeconds()));
        }
        json.memberIfPresent("nextRefresh", text(entry.dueAt()))
                .memberIfPresent(
                        "lastError",
                        lastFailure == null ? null : ErrorCode.of(lastFailure).code())
                .endObject();
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    @Override
    public String toString() {
        return "status";
    }
}
