package io.github.secretscache.http;

import io.github.secretscache.core.SecretValue;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.util.stream.Collectors;

/**
 * What the head of a native reply says of a version, whoever asks and when. Made once for each: a hit is answered on a
 * thread that all readers share, and to look whether 64 KiB of text are JSON takes longer than all the rest of a reply.
 * Holds nothing of the payload.
 */
record SecretHead(String tag, String contentType, String name, String arn, String versionId, String versionStages) {
    static SecretHead of(SecretValue value) {
        String versionId = HeaderText.of(value.versionId());
        return new SecretHead(
                '"' + versionId + '"',
                ReplyContent.typeOf(value),
                HeaderText.of(value.name()),
                HeaderText.of(value.arn()),
                versionId,
                value.versionStages().stream().map(HeaderText::of).collect(Collectors.joining(", ")));
    }

    void writeTo(HeaderMap headers) {
        headers.put(Headers.ETAG, tag);
        headers.put(ProtocolHeaders.SECRET_NAME, name);
        headers.put(ProtocolHeaders.SECRET_ARN, arn);
        headers.put(ProtocolHeaders.SECRET_VERSION_ID, versionId);
        headers.put(ProtocolHeaders.SECRET_VERSION_STAGES, versionStages);
    }
}
