package io.github.secretscache.locallambda.api;

import io.github.secretscache.locallambda.http.ApiReply;
import io.github.secretscache.locallambda.http.ApiRequest;
import io.github.secretscache.locallambda.http.ApiServer;

/** Routes all paths at {@code AWS_LAMBDA_RUNTIME_API}. */
public final class LocalApi implements ApiServer.Handler {

    private final ExtensionsApi extensions;
    private final RuntimeApi runtime;
    private final CredentialsApi credentials;

    public LocalApi(ExtensionsApi extensions, RuntimeApi runtime, CredentialsApi credentials) {
        this.extensions = extensions;
        this.runtime = runtime;
        this.credentials = credentials;
    }

    @Override
    public ApiReply handle(ApiRequest request) {
        if (request.path().startsWith(ExtensionsApi.PREFIX)) {
            return extensions.handle(request);
        }
        if (request.path().startsWith(RuntimeApi.PREFIX)) {
            return runtime.handle(request);
        }
        return switch (request.path()) {
            case "/2022-07-01/telemetry" -> request.only("PUT", r -> notSupported("Telemetry"));
            case "/2020-08-15/logs" -> request.only("PUT", r -> notSupported("Logs"));
            case CredentialsApi.PATH -> request.only("GET", credentials::handle);
            default -> ApiReply.NOT_FOUND;
        };
    }

    /** 202, not an error status, as in Lambda's own local emulator. */
    private static ApiReply notSupported(String api) {
        return ApiReply.error(202, api + ".NotSupported", api + " API is not supported");
    }
}
