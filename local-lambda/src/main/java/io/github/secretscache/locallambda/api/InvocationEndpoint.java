package io.github.secretscache.locallambda.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.secretscache.locallambda.http.ApiException;
import io.github.secretscache.locallambda.http.ApiReply;
import io.github.secretscache.locallambda.http.ApiRequest;
import io.github.secretscache.locallambda.http.ApiServer;
import io.github.secretscache.locallambda.http.LambdaJson;
import io.github.secretscache.locallambda.http.NoReplyException;
import io.github.secretscache.locallambda.sandbox.InvocationRequest;
import io.github.secretscache.locallambda.sandbox.InvocationResult;
import io.github.secretscache.locallambda.sandbox.LambdaSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's Invoke operation over HTTP, for the AWS CLI and SDKs; signatures are not verified.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
public final class InvocationEndpoint implements ApiServer.Handler {

    public static final String DEFAULT_NAME = "function";

    private static final String CONTROL = "/_local/";
    private static final Pattern PATH = Pattern.compile("/2015-03-31/functions/([^/?]+)/invocations(\\?.*)?");

    private final LambdaSettings settings;
    private final Function<InvocationRequest, InvocationResult> invoke;
    private final ApiServer.@Nullable Handler control;

    public InvocationEndpoint(
            LambdaSettings settings,
            Function<InvocationRequest, InvocationResult> invoke,
            ApiServer.@Nullable Handler control) {
        this.settings = settings;
        this.invoke = invoke;
        this.control = control;
    }

    @Override
    public ApiReply handle(ApiRequest request) {
        if (control != null && request.path().startsWith(CONTROL)) {
            return control.handle(request);
        }
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            return ApiReply.NOT_FOUND;
        }
        String name = URLDecoder.decode(path.group(1), StandardCharsets.UTF_8);
        if (!List.of(DEFAULT_NAME, settings.functionName(), settings.functionArn())
                .contains(name)) {
            return error(404, "ResourceNotFoundException", "Function not found: " + name);
        }
        return request.only("POST", this::invoke);
    }

    private ApiReply invoke(ApiRequest request) {
        if (request.body().oversized()) {
            return error(413, "RequestTooLargeException", "Request must be smaller than 6291456 bytes");
        }
        InvocationRequest invocation = new InvocationRequest(
                event(request.body().bytes()),
                clientContext(request),
                request.header("X-Amzn-Trace-Id"),
                request.header("X-Amz-Tenant-Id"));
        return switch (request.header("X-Amz-Invocation-Type")) {
            case "", "RequestResponse" -> wait(request, invocation);
            case "Event" -> background(invocation);
            case "DryRun" -> ApiReply.of(204, "application/json", new byte[0]);
            default -> error(400, "InvalidParameterValueException", "Unknown invocation type");
        };
    }

    private ApiReply wait(ApiRequest request, InvocationRequest invocation) {
        InvocationResult result = answer(invocation);
        boolean tail = request.header("X-Amz-Log-Type").toLowerCase(Locale.ROOT).equals("tail");
        String functionError = result.functionError();
        return ApiReply.of(200, "application/json", result.payload())
                .with("x-amzn-RequestId", result.requestId())
                .with("X-Amz-Executed-Version", LambdaSettings.VERSION)
                .with("X-Amz-Function-Error", functionError == null ? "" : functionError)
                .with("X-Amz-Log-Result", tail ? base64(result.logTail()) : "");
    }

    private ApiReply background(InvocationRequest invocation) {
        Thread thread = new Thread(() -> invokeUnlessClosed(invocation), "asynchronous invocation");
        thread.setDaemon(true);
        thread.start();
        return ApiReply.of(202, "application/json", new byte[0]);
    }

    private void invokeUnlessClosed(InvocationRequest invocation) {
        try {
            var unused = invoke.apply(invocation);
        } catch (IllegalStateException e) {
            // Closed meanwhile; nobody waits for the answer.
        }
    }

    private InvocationResult answer(InvocationRequest invocation) {
        try {
            return invoke.apply(invocation);
        } catch (IllegalStateException e) {
            // Closed meanwhile.
            throw new NoReplyException();
        }
    }

    /** The service checks it, and takes an empty one for an empty object. */
    private static byte[] event(byte[] payload) {
        if (payload.length == 0) {
            return "{}".getBytes(StandardCharsets.UTF_8);
        }
        try {
            var unused = LambdaJson.MAPPER.readTree(payload);
            return payload;
        } catch (JsonProcessingException e) {
            throw unreadable("Could not parse request body into json: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String clientContext(ApiRequest request) {
        try {
            return new String(
                    Base64.getDecoder().decode(request.header("X-Amz-Client-Context")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw unreadable("Client context must be Base64");
        }
    }

    private static ApiException unreadable(String message) {
        return new ApiException(message, error(400, "InvalidRequestContentException", message));
    }

    private static ApiReply error(int status, String type, String message) {
        return ApiReply.json(status, LambdaJson.object().put("Type", "User").put("Message", message))
                .with("x-amzn-ErrorType", type);
    }
}
