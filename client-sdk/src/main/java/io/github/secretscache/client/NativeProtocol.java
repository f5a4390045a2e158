package io.github.secretscache.client;

import java.net.HttpURLConnection;
import java.net.URLDecoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The extension's own protocol (docs/protocol.md): the body is the secret, the rest is in headers. */
final class NativeProtocol implements Protocol {
    private final ClientSettings settings;

    NativeProtocol(ClientSettings settings) {
        this.settings = settings;
    }

    @Override
    public String target(ReadRequest request) {
        List<String> query = new ArrayList<>();
        if (request.version() != null) {
            query.add(request.versionQuery());
        }
        if (request.refresh()) {
            query.add("refreshNow=true");
        }
        String path =
                (request.kind() == ValueKind.SECRET ? "/cache/" : "/parameters/") + ReadRequest.encoded(request.name());
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    @Override
    public boolean mayStartLate() {
        return false; // the ports are bound before Lambda starts the function
    }

    @Override
    public ReadResult read(ReadRequest request, String address, Reply reply, @Nullable Secret known) {
        if (reply.status() == HttpURLConnection.HTTP_NOT_MODIFIED && known != null && !request.refresh()) {
            return success(request, reply, known.content(), known);
        }
        if (!reply.isOk()) {
            return NativeFailures.of(request, address, reply);
        }
        if (versionId(reply, null).isEmpty()) {
            return NativeFailures.stranger(request, address, "200 without a version");
        }
        try {
            String text = reply.hasType("application/octet-stream") ? null : reply.text();
            SecretContent content = new SecretContent(reply.body(), text);
            if (known != null && known.content().isSameAs(content)) {
                content = known.content(); // with what it was decoded into
            }
            return success(request, reply, content, null);
        } catch (CharacterCodingException e) {
            return NativeFailures.stranger(request, address, "text that is not UTF-8");
        }
    }

    private ReadResult success(ReadRequest request, Reply reply, SecretContent content, @Nullable Secret known) {
        String stages = reply.list("secret-version-stages");
        Secret.Builder secret = settings.secret(request, header(reply, "secret-name"))
                .content(content)
                .versionId(versionId(reply, known))
                .versionStages(stages.isEmpty() && known != null ? known.versionStages() : split(stages));
        return new ReadResult.Success(ReplyFreshness.of(reply).in(secret).build(), reply.header("etag"));
    }

    private static String versionId(Reply reply, @Nullable Secret known) {
        String id = header(reply, "secret-version-id");
        if (id == null) {
            id = header(reply, "parameter-version");
        }
        if (id != null) {
            return id;
        }
        return known == null ? "" : known.versionId();
    }

    private static @Nullable String header(Reply reply, String name) {
        String value = reply.header(name);
        return value == null ? null : decoded(value);
    }

    /** The server percent-encodes special characters in a header. A malformed escape is taken literally. */
    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }

    private static List<String> split(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .map(NativeProtocol::decoded)
                .toList();
    }
}
