package io.github.secretscache.http;

import io.github.secretscache.core.SecretId;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.List;
import java.util.Set;

/**
 * Who may ask for what: the token, the listed secrets that need none, and the list of allowed names. Immutable and
 * thread-safe.
 */
final class AccessPolicy {
    /** The headers that AWS's agent accepts; any of them will do. If one is sent twice, the first counts. */
    private static final List<HttpString> TOKEN_HEADERS =
            List.of(new HttpString("X-Aws-Parameters-Secrets-Token"), new HttpString("X-Vault-Token"));

    private static final HttpString SECURITY_TOKEN = new HttpString("X-Amz-Security-Token");

    private final ServeOptions options;
    private final Set<SecretId> listed;

    /** @param listed the listed secrets, each at its configured stage */
    AccessPolicy(ServeOptions options, Set<SecretId> listed) {
        this.options = options;
        this.listed = listed;
    }

    /** @throws RequestException if the request does not carry the token */
    void requireToken(ReaderRequest request) {
        if (!carriesToken(request)) {
            throw refusal(request);
        }
    }

    /**
     * For an AWS SDK, which sends its session token instead of our header: that counts if signatures are not verified.
     *
     * @throws RequestException if the request has the token in neither form
     */
    void requireTokenOfSdk(ReaderRequest request) {
        ReaderToken token = options.token();
        boolean session = options.signatures() == null;
        boolean carries = session && token != null && token.matches(request.header(SECURITY_TOKEN));
        if (!carries && !carriesToken(request)) {
            throw session && request.hasHeader(SECURITY_TOKEN) ? strangeSession() : refusal(request);
        }
    }

    private static RequestException strangeSession() {
        return new RequestException(
                ErrorCode.TOKEN_REFUSED,
                "The session token of the client is not the token of the secrets cache. On Lambda that is the one of the"
                        + " function's role; a client with other credentials is given the endpoint of the service.");
    }

    /**
     * For an AWS SDK: a name means the secret of that name in the region that the SDK signs for.
     *
     * @throws RequestException if that is not the cache's region; an ARN names its own region
     */
    void requireOwnRegion(ReaderRequest request, String id) {
        String own = options.region();
        if (own == null || id.startsWith(ParameterChoice.ARN)) {
            return;
        }
        String asked = SdkCredentialScope.regionOf(request.header(Headers.AUTHORIZATION));
        if (asked != null && !own.equals(asked)) {
            throw new RequestException(
                    ErrorCode.NAME_NOT_ALLOWED,
                    "The client asks in the region " + Excerpt.of(asked) + ", and the secrets cache reads names in "
                            + own + ": ask by ARN, or let the client use that region.");
        }
    }

    /**
     * Allows reading a listed secret at its configured stage without the token, so that functions written for the
     * original demo work unchanged. Everything else needs the token, and with requireToken listed secrets too.
     *
     * @throws RequestException if the read needs the token and does not have it
     */
    void requireOpenOrToken(ReaderRequest request, SecretRead read) {
        boolean open = read.asConfigured() && !options.requireToken() && listed.contains(read.id());
        if (!open) {
            requireToken(request);
        }
    }

    /** @throws RequestException if the name, as it was asked for, does not match the list */
    void requireAllowed(SecretRead read) {
        requireAllowed(read.allowedAs());
    }

    /** @throws RequestException if the name, as it was asked for, is not allowed */
    void requireAllowed(String name) {
        if (!options.allows(name)) {
            throw new RequestException(
                    ErrorCode.NAME_NOT_ALLOWED,
                    "The name " + Excerpt.of(name) + " is not on the list of allowed names (server.allow).");
        }
    }

    /** {@return whether the request has the token in one of our headers} */
    boolean carriesToken(ReaderRequest request) {
        ReaderToken token = options.token();
        boolean carries = false;
        for (HttpString header : TOKEN_HEADERS) {
            carries |= token != null && token.matches(request.header(header));
        }
        return carries;
    }

    private RequestException refusal(ReaderRequest request) {
        if (options.token() == null) {
            return new RequestException(
                    ErrorCode.TOKEN_REFUSED, "This needs a token, and none is set: see SECRETS_CACHE_TOKEN.");
        }
        boolean sent = TOKEN_HEADERS.stream().anyMatch(request::hasHeader);
        return new RequestException(
                ErrorCode.TOKEN_REFUSED,
                sent
                        ? "The token is wrong. On Lambda it is the value of AWS_SESSION_TOKEN, or of"
                                + " AWS_CONTAINER_AUTHORIZATION_TOKEN under SnapStart, unless SECRETS_CACHE_TOKEN is set."
                        : "The header X-Aws-Parameters-Secrets-Token is missing. On Lambda send the value of"
                                + " AWS_SESSION_TOKEN in it.");
    }

    @Override
    public String toString() {
        return "AccessPolicy[" + options + "]";
    }
}
