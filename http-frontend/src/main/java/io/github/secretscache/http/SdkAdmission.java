package io.github.secretscache.http;

import io.github.secretscache.core.SignatureVerifier;
import io.github.secretscache.core.SignedRequest;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Admits clients of the AWS SDK's protocol: by the token, or by a signature if there is a verifier. */
final class SdkAdmission {
    private SdkAdmission() {}

    /**
     * Continues if the client is admitted.
     *
     * @throws RequestException if it is refused without waiting
     */
    static void admit(ReaderRequest request, Served served, Runnable next) {
        if (!request.query().isEmpty()) {
            throw new RequestException(
                    ErrorCode.INVALID_QUERY,
                    "A request of an AWS SDK has no query here. One that is signed in its query, a presigned one, is"
                            + " not served: sign in the header Authorization.");
        }
        SignatureVerifier signatures = served.options().signatures();
        AccessPolicy access = served.access();
        if (signatures == null || access.carriesToken(request) || !request.hasHeader(Headers.AUTHORIZATION)) {
            access.requireTokenOfSdk(request);
            next.run();
            return;
        }
        SignedRequest signed = signed(request);
        request.awaitTask(request.threads().verifying(), () -> signatures.refusal(signed), refusal -> {
            if (refusal.isPresent()) {
                throw new RequestException(ErrorCode.TOKEN_REFUSED, refusal.get());
            }
            next.run();
        });
    }

    private static SignedRequest signed(ReaderRequest request) {
        Map<String, String> headers = new HashMap<>();
        HeaderMap sent = request.exchange().getRequestHeaders();
        for (HeaderValues values : sent) {
            headers.put(values.getHeaderName().toString().toLowerCase(Locale.ROOT), String.join(",", values));
        }
        // Undertow removed this header when the body was received, but most SDKs sign it.
        headers.put("content-length", String.valueOf(request.body().length));
        return new SignedRequest(headers, ByteBuffer.wrap(request.body()).asReadOnlyBuffer());
    }
}
