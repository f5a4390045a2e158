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
    /** The names that AWS's agent knows; any of them will do, and of one sent twice the first counts. */
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
     * Of an AWS SDK, which sends no header of ours, but its session token: that counts where nobody verifies signatures.
     *
     * @throws RequestException if the request carries the token in neither way
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
     * Of an AWS SDK: a name means the secret of that name in the region that the SDK signs for.
     *
     * @throws RequestException if that is not the region of the secrets here; an ARN names its own
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
     * Lets a listed secret, as it is configured, be read without a token, so that functions written for the original work
     * unchanged; everything else, and that too where the options say so, needs the token.
     *
     * @throws RequestException if the read needs the token and does not carry it
     */
    void requireOpenOrToken(ReaderRequest request, SecretRead read) {
        boolean open = read.asConfigured() && !options.requireToken() && listed.contains(read.id());
        if (!open) {
            requireToken(request);
        }
    }

    /** @throws RequestException if the name, as it was asked for, is not allowed: what is not matched stays closed */
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

    /** {@return whether the request carries the token in a header of its own} */
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
