package io.github.secretscache.http;

import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that a function that reads its own secrets never sends: a request that was forwarded (server-side
 * request forgery through a proxy), one for another host's name (DNS rebinding) and one from a web page.
 */
final class RequestGuard {
    private static final List<HttpString> FORWARDING =
            List.of(Headers.X_FORWARDED_FOR, new HttpString("Forwarded"), new HttpString("Via"));

    /** Browsers always send it, but not always {@code Origin}; {@code none} means that a person typed the address. */
    private static final HttpString FETCH_SITE = new HttpString("Sec-Fetch-Site");

    private RequestGuard() {}

    /** @throws RequestException if the request is one of those */
    static void check(ReaderRequest request) {
        for (HttpString header : FORWARDING) {
            if (request.hasHeader(header)) {
                throw new RequestException(
                        ErrorCode.FORWARDED, "Forwarded requests are refused: there is a header " + header + ".");
            }
        }
        if (request.hasHeader(Headers.ORIGIN)) {
            throw new RequestException(
                    ErrorCode.ORIGIN_REFUSED, "Requests of web pages are refused: there is a header Origin.");
        }
        String site = request.header(FETCH_SITE);
        if (site != null && !site.equals("none") && !site.equals("same-origin")) {
            throw new RequestException(
                    ErrorCode.ORIGIN_REFUSED,
                    "Requests of web pages are refused: Sec-Fetch-Site is " + Excerpt.of(site) + ".");
        }
        if (!isForLoopback(request.exchange().getRequestHeaders().get(Headers.HOST), request.authority())) {
            throw new RequestException(ErrorCode.HOST_REFUSED, "The host must be localhost, 127.0.0.1 or [::1].");
        }
    }

    /** Undertow refuses an absolute target that does not match {@code Host}, but ignores a user in it. */
    private static boolean isForLoopback(@Nullable HeaderValues hosts, @Nullable String authority) {
        if (authority != null && !LoopbackName.isHost(authority)) {
            return false;
        }
        if (hosts == null) {
            return true;
        }
        for (String host : hosts) {
            if (!LoopbackName.isHost(host)) {
                return false;
            }
        }
        return true;
    }
}
