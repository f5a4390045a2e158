package io.github.secretscache.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.secretscache.core.EntryStatus;
import io.github.secretscache.core.GroupStatus;
import io.github.secretscache.core.ListedPath;
import io.github.secretscache.core.ListedTags;
import io.github.secretscache.core.ListingStatus;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what is cached and how fresh it is, and the settings in force. No values. */
final class StatusPage {
    private final InstantSource clock;
    private final Refusals refusals;

    StatusPage(InstantSource clock, Refusals refusals) {
        this.clock = clock;
        this.refusals = refusals;
    }

    ByteBuffer of(Served served) {
        return JsonBody.of(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("entries");
            Instant now = clock.instant();
            for (EntryStatus entry : served.cache().entries()) {
                write(json, entry, now);
            }
            json.writeEndArray();
            writeListings(json, served.cache().listings());
            writeGroups(json, served.cache().groups());
            writeRefusals(json);
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
    }

    private static void writeListings(JsonGenerator json, List<ListingStatus> listings) throws IOException {
        json.writeArrayFieldStart("listings");
        for (ListingStatus status : listings) {
            Reason lastFailure = status.lastFailure();
            json.writeStartObject();
            json.writeStringField("group", status.listing().group());
            if (status.listing() instanceof ListedPath listed) {
                json.writeStringField("path", listed.path());
            } else if (status.listing() instanceof ListedTags listed) {
                json.writeObjectFieldStart("tags");
                for (Map.Entry<String, String> tag : listed.tags().entrySet()) {
                    json.writeStringField(tag.getKey(), tag.getValue());
                }
                json.writeEndObject();
            }
            json.writeNumberField("found", status.found());
            JsonBody.member(json, "listedAt", text(status.listedAt()));
            JsonBody.member(json, "nextRefresh", text(status.dueAt()));
            JsonBody.member(
                    json,
                    "lastError",
                    lastFailure == null ? null : ErrorCode.of(lastFailure).code());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeGroups(JsonGenerator json, List<GroupStatus> groups) throws IOException {
        json.writeArrayFieldStart("groups");
        for (GroupStatus group : groups) {
            json.writeStartObject();
            json.writeStringField("group", group.group());
            json.writeNumberField("calls", group.calls());
            json.writeNumberField("waiting", group.waiting());
            json.writeBooleanField("probed", group.probed());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeRefusals(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("refused");
        for (Map.Entry<ErrorCode, Long> count : refusals.counts().entrySet()) {
            json.writeNumberField(count.getKey().code(), count.getValue());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, EntryStatus entry, Instant now) throws IOException {
        Instant fetchedAt = entry.fetchedAt();
        Reason lastFailure = entry.lastFailure();
        json.writeStartObject();
        SecretId id = entry.id();
        json.writeStringField("kind", id.kind().noun());
        json.writeStringField("group", id.group());
        json.writeStringField("name", id.name());
        JsonBody.member(json, id.isParameter() ? "label" : "versionStage", id.versionStage());
        JsonBody.member(json, id.isParameter() ? "version" : "versionId", id.versionId());
        if (id.isParameter()) {
            json.writeBooleanField("decrypted", id.decrypted());
        }
        json.writeBooleanField("listed", entry.listed());
        json.writeStringField("freshness", entry.versionId() == null ? "absent" : entry.stale() ? "stale" : "fresh");
        JsonBody.member(json, "heldVersionId", entry.versionId());
        JsonBody.member(json, "fetchedAt", text(fetchedAt));
        if (fetchedAt != null) {
            long age = Duration.between(fetchedAt, now).toSeconds();
            json.writeNumberField("ageSeconds", Math.max(0, age));
        }
        JsonBody.member(json, "replica", entry.replica());
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
