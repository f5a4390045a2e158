package io.github.secretscache.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.util.List;

/** Whether a request carries the token. */
final class TokenCheck {
    /** The names that AWS's agent knows; any of them will do, and of one sent twice the first counts. */
    private static final List<HttpString> HEADERS =
            List.of(new HttpString("X-Aws-Parameters-Secrets-Token"), new HttpString("X-Vault-Token"));

    private TokenCheck() {}

    static boolean passes(HttpServerExchange exchange, Served served) {
        Token token = served.options().token();
        boolean passes = false;
        for (HttpString header : HEADERS) {
            passes |=
                    token != null && token.matches(exchange.getRequestHeaders().getFirst(header));
        }
        return passes;
    }

    static RequestException refusal(HttpServerExchange exchange, Served served) {
        if (served.options().token() == null) {
            return new RequestException(
                    ErrorCode.TOKEN_REFUSED, "This needs a token, and none is set: see SECRETS_CACHE_TOKEN.");
        }
        boolean sent = HEADERS.stream().anyMatch(exchange.getRequestHeaders()::contains);
        return new RequestException(
                ErrorCode.TOKEN_REFUSED,
                sent
                        ? "The token is wrong. On Lambda it is the value of AWS_SESSION_TOKEN, or of"
                                + " AWS_CONTAINER_AUTHORIZATION_TOKEN under SnapStart, unless SECRETS_CACHE_TOKEN is set."
                        : "The header X-Aws-Parameters-Secrets-Token is missing. On Lambda send the value of"
                                + " AWS_SESSION_TOKEN in it.");
    }
}
