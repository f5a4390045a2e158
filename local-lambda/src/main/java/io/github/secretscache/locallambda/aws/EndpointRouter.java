package io.github.secretscache.locallambda.aws;

import io.github.secretscache.locallambda.http.ApiReply;
import io.github.secretscache.locallambda.http.ApiRequest;
import io.github.secretscache.locallambda.http.ApiServer;
import java.util.Locale;
import java.util.UUID;

/** Routes the three kinds of request. */
final class EndpointRouter implements ApiServer.Handler {

    private final JsonProtocol json;
    private final StsProtocol sts;
    private final ControlPath control;

    EndpointRouter(JsonProtocol json, StsProtocol sts, ControlPath control) {
        this.json = json;
        this.sts = sts;
        this.control = control;
    }

    @Override
    public ApiReply handle(ApiRequest request) {
        return route(request).with("x-amzn-RequestId", UUID.randomUUID().toString());
    }

    private ApiReply route(ApiRequest request) {
        if (request.body().truncated()) {
            return ApiReply.RESET;
        }
        if (request.body().oversized()) {
            return ApiReply.text(413, "text/plain", "Request entity too large\n");
        }
        if (request.path().startsWith(ControlPath.PREFIX)) {
            return control.handle(request);
        }
        if (request.method().equals("POST") && request.path().equals("/")) {
            boolean query = request.header("content-type")
                    .toLowerCase(Locale.ROOT)
                    .startsWith("application/x-www-form-urlencoded");
            return query ? sts.answer(request) : json.answer(request);
        }
        return ApiReply.text(
                404,
                "text/plain",
                "This is local-lambda's Secrets Manager endpoint: POST / for AWS clients, /_local/faults and"
                        + " /_local/calls for control.\n");
    }
}
