package io.github.secretscache.client;

import io.github.secretscache.client.Answer.Failure;
import io.github.secretscache.client.Answer.Kind;
import java.net.HttpURLConnection;
import java.nio.charset.CharacterCodingException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The extension's own protocol (docs/protocol.md): the body is the secret, the rest is in headers. */
final class NativeProtocol implements Protocol {
    private final InstantSource clock;

    NativeProtocol(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String target(SecretRequest request) {
        StringBuilder target = new StringBuilder("/cache/").append(SecretRequest.encoded(request.name()));
        char separator = '?';
        if (request.versionStage() != null) {
            target.append(separator).append("versionStage=").append(SecretRequest.encoded(request.versionStage()));
            separator = '&';
        }
        if (request.refresh()) {
            target.append(separator).append("refreshNow=true");
        }
        return target.toString();
    }

    @Override
    public boolean mayStartLate() {
        return false; // the ports are bound before Lambda starts the function
    }

    @Override
    public Answer read(SecretRequest request, String address, Reply reply, @Nullable Secret known) {
        if (reply.status() == HttpURLConnection.HTTP_NOT_MODIFIED && known != null && !request.refresh()) {
            return success(request, reply, known.payload(), known);
        }
        if (!reply.isOk()) {
            return NativeFailures.of(request, address, reply);
        }
        if (versionId(reply, null).isEmpty()) {
            return stranger(request, address, "200 without a version");
        }
        try {
            String text = reply.hasType("application/octet-stream") ? null : reply.text();
            Payload payload = new Payload(reply.body(), text);
            if (known != null && known.payload().isSameAs(payload)) {
                payload = known.payload(); // with what it was decoded into
            }
            return success(request, reply, payload, null);
        } catch (CharacterCodingException e) {
            return stranger(request, address, "text that is not UTF-8");
        }
    }

    private Answer success(SecretRequest request, Reply reply, Payload payload, @Nullable Secret known) {
        Freshness freshness = Freshness.of(reply);
        String name = reply.header("secret-name");
        String stages = reply.list("secret-version-stages");
        Secret.Builder secret = Secret.builder(name == null ? request.name() : name)
                .payload(payload)
                .versionId(versionId(reply, known))
                .versionStages(stages.isEmpty() && known != null ? known.versionStages() : split(stages))
                .clock(clock)
                .fetchedAt(freshness.fetchedAt());
        if (freshness.timeToLive() != null) {
            secret.timeToLive(freshness.timeToLive());
        }
        return new Answer.Success(secret.build(), reply.header("etag"));
    }

    private static String versionId(Reply reply, @Nullable Secret known) {
        String id = reply.header("secret-version-id");
        if (id != null) {
            return id;
        }
        String etag = reply.header("etag");
        if (etag != null) {
            return etag.replaceFirst("^W/", "").replace("\"", "");
        }
        return known == null ? "" : known.versionId();
    }

    private static List<String> split(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    static Failure stranger(SecretRequest request, String address, String what) {
        String message = "Secret \"" + request.name() + "\" cannot be read: " + address + " answered " + what
                + ", as Secrets Cache does not. Is another server on this port? Set SECRETS_CACHE_PORT, for the"
                + " extension and the function alike, to a free one.";
        return new Failure(Kind.UNAVAILABLE, false, request.name(), message, null);
    }
}
