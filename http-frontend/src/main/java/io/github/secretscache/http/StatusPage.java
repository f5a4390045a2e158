package io.github.secretscache.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.secretscache.core.EntryStatus;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Tells what is cached and how fresh it is, and the settings in force. No values. */
final class StatusPage {
    private final InstantSource clock;

    StatusPage(InstantSource clock) {
        this.clock = clock;
    }

    void write(HttpServerExchange exchange, Served served) {
        ByteBuffer body = JsonBody.of(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("entries");
            Instant now = clock.instant();
            for (EntryStatus entry : served.cache().entries()) {
                write(json, entry, now);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("settings");
            for (ServeOptions.Setting setting : served.options().settings()) {
                json.writeStartObject();
                json.writeStringField("name", setting.name());
                json.writeStringField("value", setting.value());
                json.writeStringField("origin", setting.origin());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
        exchange.getResponseHeaders()
                .put(Headers.CONTENT_TYPE, "application/json")
                .put(Headers.CACHE_CONTROL, "no-store");
        exchange.getResponseSender().send(body);
    }

    private static void write(JsonGenerator json, EntryStatus entry, Instant now) throws IOException {
        Instant fetchedAt = entry.fetchedAt();
        Reason lastFailure = entry.lastFailure();
        json.writeStartObject();
        json.writeStringField("group", entry.id().group());
        json.writeStringField("name", entry.id().name());
        JsonBody.member(json, "versionStage", entry.id().versionStage());
        JsonBody.member(json, "versionId", entry.id().versionId());
        json.writeBooleanField("listed", entry.listed());
        json.writeStringField("freshness", entry.versionId() == null ? "absent" : entry.stale() ? "stale" : "fresh");
        JsonBody.member(json, "heldVersionId", entry.versionId());
        JsonBody.member(json, "fetchedAt", text(fetchedAt));
        if (fetchedAt != null) {
            long age = Duration.between(fetchedAt, now).toSeconds();
            json.writeNumberField("ageSeconds", Math.max(0, age));
        }
        JsonBody.member(json, "nextRefresh", text(entry.dueAt()));
        JsonBody.member(
                json,
                "lastError",
                lastFailure == null ? null : ErrorCode.of(lastFailure).code());
        json.writeEndObject();
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
