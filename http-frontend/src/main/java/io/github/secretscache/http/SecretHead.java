package io.github.secretscache.http;

import io.github.secretscache.core.SecretValue;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The part of a native reply's head that depends only on the version. Made once for each version: a hit is answered on
 * a thread that all readers share, and checking whether 64 KiB of text are JSON takes longer than the rest of a reply.
 * Holds nothing of the payload.
 */
record SecretHead(
        String tag,
        String contentType,
        String name,
        String arn,
        String versionId,
        String versionStages,
        @Nullable String parameterType,
        HeadBytes bytes) {
    static SecretHead of(SecretValue value) {
        String versionId = HeaderText.of(value.versionId());
        SecretValue.Parameter parameter = value.parameter();
        return new SecretHead(
                '"' + (parameter == null ? versionId : versionId + made(value.createdDate())) + '"',
                ReplyContent.typeOf(value),
                HeaderText.of(value.name()),
                HeaderText.of(value.arn()),
                versionId,
                value.versionStages().stream().map(HeaderText::of).collect(Collectors.joining(", ")),
                parameter == null ? null : HeaderText.of(parameter.type()),
                new HeadBytes());
    }

    /** A parameter that was deleted and created again starts at version 1. */
    private static String made(@Nullable Instant date) {
        return date == null ? "" : "-" + Long.toString(date.toEpochMilli(), Character.MAX_RADIX);
    }

    void writeTo(HeaderMap headers) {
        headers.put(Headers.ETAG, tag);
        headers.put(ProtocolHeaders.SECRET_NAME, name);
        headers.put(ProtocolHeaders.SECRET_ARN, arn);
        headers.put(ProtocolHeaders.SECRET_VERSION_ID, versionId);
        if (parameterType == null) {
            headers.put(ProtocolHeaders.SECRET_VERSION_STAGES, versionStages);
        } else {
            headers.put(ProtocolHeaders.PARAMETER_TYPE, parameterType);
            headers.put(ProtocolHeaders.PARAMETER_VERSION, versionId);
        }
    }
}
