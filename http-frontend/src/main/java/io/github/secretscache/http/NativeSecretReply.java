package io.github.secretscache.http;

import io.github.secretscache.core.SecretValue;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.DateUtils;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import org.jspecify.annotations.Nullable;

/** The reply to a native read: a secret or one member of it, and how fresh it is. */
final class NativeSecretReply {
    private final SecretValue value;
    private final SecretHead head;
    private final FreshnessHeaders freshness;

    NativeSecretReply(SecretValue value, SecretHead head, FreshnessHeaders freshness) {
        this.value = value;
        this.head = head;
        this.freshness = freshness;
    }

    void write(ReaderRequest request, @Nullable String jsonKey) {
        HttpServerExchange exchange = request.exchange();
        if (isKnown(exchange.getRequestHeaders().get(Headers.IF_NONE_MATCH))) {
            describe(exchange.getResponseHeaders());
            exchange.setStatusCode(StatusCodes.NOT_MODIFIED).endExchange();
            return;
        }
        if (jsonKey == null
                && request.sendWhole(headNow(DateUtils.getCurrentDateTime(exchange)), value.asByteBuffer())) {
            return;
        }
        ReplyContent content =
                jsonKey == null ? ReplyContent.of(head.contentType(), value) : ReplyContent.member(value, jsonKey);
        describe(exchange.getResponseHeaders());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, content.type());
        exchange.getResponseSender().send(content.payload());
    }

    private byte[] headNow(String date) {
        byte[] before = head.bytes().ifStill(date, freshness);
        if (before != null) {
            return before;
        }
        HeaderMap headers = new HeaderMap();
        describe(headers);
        headers.put(Headers.CONTENT_TYPE, head.contentType());
        headers.put(Headers.CONTENT_LENGTH, value.sizeInBytes());
        return head.bytes().make(date, freshness, headers);
    }

    private void describe(HeaderMap headers) {
        head.writeTo(headers);
        headers.put(Headers.AGE, Long.toString(freshness.ageSeconds()));
        headers.put(Headers.CACHE_CONTROL, freshness.cacheControl());
        headers.put(ProtocolHeaders.CACHE_STATUS, freshness.cacheStatus());
    }

    /** RFC 9110, section 13.1.2: a list of tags, compared weakly, or a star. */
    private boolean isKnown(@Nullable HeaderValues ifNoneMatch) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String list : ifNoneMatch) {
            for (int start = 0, end; start <= list.length(); start = end + 1) {
                int comma = list.indexOf(',', start);
                end = comma < 0 ? list.length() : comma;
                if (isThis(list, start, end)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Does not split the list: it may be 60 KiB of commas, and this thread serves all readers. */
    private boolean isThis(String list, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && list.charAt(start) <= ' ') {
            start++;
        }
        while (end > start && list.charAt(end - 1) <= ' ') {
            end--;
        }
        if (list.startsWith("W/", start)) {
            start += 2;
        } else if (end - start == 1 && list.charAt(start) == '*') {
            return true;
        }
        return end - start == head.tag().length() && list.startsWith(head.tag(), start);
    }

    @Override
    public String toString() {
        return "NativeSecretReply[" + value + "]";
    }
}
