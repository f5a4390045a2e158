package io.github.secretscache.locallambda.api;

import io.github.secretscache.locallambda.http.ApiBody;
import io.github.secretscache.locallambda.http.ApiReply;
import io.github.secretscache.locallambda.http.ApiRequest;
import io.github.secretscache.locallambda.http.LambdaJson;
import io.github.secretscache.locallambda.sandbox.Invocation;
import io.github.secretscache.locallambda.sandbox.LambdaSettings;
import io.github.secretscache.locallambda.sandbox.SandboxFailure;
import io.github.secretscache.locallambda.sandbox.SandboxState;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Runtime API.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Runtime API reference</a>
 */
public final class RuntimeApi {

    static final String PREFIX = "/2018-06-01/";

    private static final Pattern ANSWER = Pattern.compile("runtime/invocation/([^/]+)/(response|error)");
    private static final Pattern REPORTABLE = Pattern.compile("(Runtime|Function)\\.[A-Z][a-zA-Z]+");
    private static final String MODE_HEADER = "Lambda-Runtime-Function-Response-Mode";
    private static final String ERROR_TYPE_HEADER = "Lambda-Runtime-Function-Error-Type";

    private final LambdaSettings settings;
    private final Supplier<SandboxState> current;

    public RuntimeApi(LambdaSettings settings, Supplier<SandboxState> current) {
        this.settings = settings;
        this.current = current;
    }

    ApiReply handle(ApiRequest request) {
        String path = request.path().substring(PREFIX.length());
        Matcher answer = ANSWER.matcher(path);
        if (answer.matches()) {
            String id = answer.group(1);
            boolean error = answer.group(2).equals("error");
            return request.only("POST", r -> error ? error(r, id) : response(r, id));
        }
        return switch (path) {
            case "ping" -> request.only("GET", r -> ApiReply.text(200, "text/plain; charset=utf-8", "pong"));
            case "runtime/invocation/next" -> request.only("GET", r -> next());
            case "runtime/init/error" -> request.only("POST", this::initError);
            case "runtime/restore/next" -> snapStart(request, "GET", r -> restoreNext());
            case "runtime/restore/error" -> snapStart(request, "POST", this::restoreError);
            default -> ApiReply.NOT_FOUND;
        };
    }

    private ApiReply snapStart(ApiRequest request, String method, Function<ApiRequest, ApiReply> action) {
        return settings.snapStart() ? request.only(method, action) : ApiReply.NOT_FOUND;
    }

    private ApiReply next() {
        SandboxState sandbox = current.get();
        Invocation invocation = sandbox.monitor().locked(() -> {
            sandbox.extensions().closeRegistration();
            return sandbox.runtime()
                    .next(sandbox.monitor(), sandbox::ended, sandbox.clock().instant());
        });
        // A reply without a content type crashes AWS's own Java runtime client.
        return ApiReply.of(200, "application/json", invocation.request().payload())
                .with("Lambda-Runtime-Aws-Request-Id", invocation.requestId())
                .with(
                        "Lambda-Runtime-Deadline-Ms",
                        String.valueOf(invocation.deadline().at().toEpochMilli()))
                .with("Lambda-Runtime-Invoked-Function-Arn", settings.functionArn())
                .with("Lambda-Runtime-Trace-Id", invocation.request().traceId())
                .with("Lambda-Runtime-Client-Context", invocation.request().clientContext())
                .with("Lambda-Runtime-Aws-Tenant-Id", invocation.request().tenantId());
    }

    private ApiReply restoreNext() {
        SandboxState sandbox = current.get();
        sandbox.monitor().change(() -> {
            sandbox.extensions().closeRegistration();
            sandbox.runtime().restoreNext(sandbox.monitor(), sandbox::ended);
        });
        return ApiReply.text(200, "application/json", "");
    }

    private ApiReply response(ApiRequest request, String id) {
        String mode = request.header(MODE_HEADER);
        if (!mode.isEmpty() && !mode.equalsIgnoreCase("streaming")) {
            answer(id, failure("Runtime.InvalidResponseModeHeader", "Invalid response mode header value"));
            return ApiReply.error(
                    400, "InvalidFunctionResponseMode", "Invalid " + MODE_HEADER + " header value: " + mode);
        }
        if (request.body().oversized()) {
            String message =
                    "Response payload size exceeded maximum allowed payload size (" + ApiBody.MAX_BYTES + " bytes).";
            answer(id, failure("Function.ResponseSizeTooLarge", message));
            return ApiReply.error(413, "RequestEntityTooLarge", message);
        }
        if (request.body().truncated()) {
            answer(id, failure("Runtime.TruncatedResponse", "Response body was cut short"));
            return ApiReply.error(400, "TruncatedHTTPRequest", "HTTP request detected as truncated");
        }
        answer(id, streamed(request));
        return ApiReply.ACCEPTED;
    }

    /** A streamed answer can become an error after its body has begun; the trailers say so. */
    private static Invocation.Answer streamed(ApiRequest request) {
        if (!request.trailers().containsKey(ERROR_TYPE_HEADER)) {
            return new Invocation.Answer(request.body().bytes(), false);
        }
        String body = request.trailers().getOrDefault("Lambda-Runtime-Function-Error-Body", "");
        try {
            return new Invocation.Answer(Base64.getDecoder().decode(body), true);
        } catch (IllegalArgumentException e) {
            return failure(reportable(request.trailers().getOrDefault(ERROR_TYPE_HEADER, "")), "unreadable error body");
        }
    }

    private ApiReply error(ApiRequest request, String id) {
        answer(id, new Invocation.Answer(request.body().bytes(), true));
        return ApiReply.ACCEPTED;
    }

    private ApiReply initError(ApiRequest request) {
        SandboxFailure failure = reported(request);
        SandboxState sandbox = current.get();
        sandbox.monitor().change(() -> sandbox.runtime().initError(failure));
        return ApiReply.ACCEPTED;
    }

    private ApiReply restoreError(ApiRequest request) {
        SandboxFailure failure = reported(request);
        SandboxState sandbox = current.get();
        sandbox.monitor().change(() -> sandbox.runtime().restoreError(failure));
        return ApiReply.ACCEPTED;
    }

    private void answer(String id, Invocation.Answer answer) {
        SandboxState sandbox = current.get();
        sandbox.monitor().change(() -> sandbox.runtime().answer(id, answer));
    }

    private static Invocation.Answer failure(String type, String message) {
        return new Invocation.Answer(LambdaJson.bytes(LambdaJson.error(type, message)), true);
    }

    private static SandboxFailure reported(ApiRequest request) {
        String body = new String(request.body().bytes(), StandardCharsets.UTF_8);
        String type = reportable(request.header(ERROR_TYPE_HEADER));
        return new SandboxFailure(type, "the runtime reported an error", body.isEmpty() ? null : body);
    }

    private static String reportable(String type) {
        if (REPORTABLE.matcher(type).matches()) {
            return type;
        }
        return type.startsWith("Function.") ? "Function.Unknown" : "Runtime.Unknown";
    }
}
