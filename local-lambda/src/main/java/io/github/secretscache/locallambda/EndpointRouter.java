package io.github.secretscache.locallambda;

import java.util.Locale;

/** Tells the three kinds of request apart. */
final class EndpointRouter {

    private final SecretsManagerProtocol secrets;
    private final StsProtocol sts;
    private final ControlPath control;

    EndpointRouter(SecretsManagerProtocol secrets, StsProtocol sts, ControlPath control) {
        this.secrets = secrets;
        this.sts = sts;
        this.control = control;
    }

    EndpointReply answer(EndpointRequest request) {
        if (request.path().startsWith(ControlPath.PREFIX)) {
            return control.answer(request);
        }
        if (request.method().equals("POST") && request.path().equals("/")) {
            boolean query = request.header("content-type")
                    .toLowerCase(Locale.ROOT)
                    .startsWith("application/x-www-form-urlencoded");
            return query ? sts.answer(request) : secrets.answer(request);
        }
        return EndpointReply.of(
                404,
                "text/plain",
                "This is local-lambda's Secrets Manager endpoint: POST / for AWS clients, /_local/faults and"
                        + " /_local/calls for control.\n");
    }
}
