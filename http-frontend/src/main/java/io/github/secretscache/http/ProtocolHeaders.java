package io.github.secretscache.http;

import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;

/** Header names of {@code docs/protocol.md} that RFC 9110 does not define. */
final class ProtocolHeaders {
    private static final HttpString CONTENT_TYPE_OPTIONS = new HttpString("X-Content-Type-Options");
    static final HttpString CACHE_STATUS = new HttpString("Cache-Status");
    static final HttpString SECRET_NAME = new HttpString("Secret-Name");
    static final HttpString SECRET_ARN = new HttpString("Secret-Arn");
    static final HttpString SECRET_VERSION_ID = new HttpString("Secret-Version-Id");
    static final HttpString SECRET_VERSION_STAGES = new HttpString("Secret-Version-Stages");
    static final HttpString PARAMETER_TYPE = new HttpString("Parameter-Type");
    static final HttpString PARAMETER_VERSION = new HttpString("Parameter-Version");

    private ProtocolHeaders() {}

    static void putOnEveryReply(HeaderMap headers) {
        headers.put(CONTENT_TYPE_OPTIONS, "nosniff");
    }
}
