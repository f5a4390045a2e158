package io.github.secretscache.locallambda.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.secretscache.locallambda.http.ApiException;
import io.github.secretscache.locallambda.http.ApiReply;
import io.github.secretscache.locallambda.http.ApiRequest;
import io.github.secretscache.locallambda.http.LambdaJson;
import io.github.secretscache.locallambda.sandbox.ExtensionSession;
import io.github.secretscache.locallambda.sandbox.LambdaSettings;
import io.github.secretscache.locallambda.sandbox.SandboxState;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Extensions API's four calls.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html">Extensions API reference</a>
 */
public final class ExtensionsApi {

    static final String PREFIX = "/2020-01-01/extension/";
    static final String ID_HEADER = "Lambda-Extension-Identifier";

    private static final String ERROR_TYPE_HEADER = "Lambda-Extension-Function-Error-Type";
    private static final Pattern UUID_SHAPE = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final LambdaSettings settings;
    private final Supplier<SandboxState> current;

    public ExtensionsApi(LambdaSettings settings, Supplier<SandboxState> current) {
        this.settings = settings;
        this.current = current;
    }

    ApiReply handle(ApiRequest request) {
        return switch (request.path().substring(PREFIX.length())) {
            case "register" -> request.only("POST", this::register);
            case "event/next" -> request.only("GET", this::next);
            case "init/error" -> request.only("POST", r -> error(r, ExtensionSession::initError));
            case "exit/error" -> request.only("POST", r -> error(r, ExtensionSession::exitError));
            default -> ApiReply.NOT_FOUND;
        };
    }

    private ApiReply register(ApiRequest request) {
        String name = request.header("Lambda-Extension-Name");
        if (name.isEmpty()) {
            throw ApiException.forbidden("Extension.InvalidExtensionName", "Empty extension name");
        }
        Set<String> events = events(request);
        SandboxState sandbox = current.get();
        UUID id = sandbox.monitor().locked(() -> register(sandbox, name, events));
        ObjectNode body = LambdaJson.object()
                .put("functionName", settings.functionName())
                .put("functionVersion", LambdaSettings.VERSION)
                .put("handler", settings.runtime().handler());
        if (wantsAccount(request)) {
            body.put("accountId", LambdaSettings.ACCOUNT_ID);
        }
        return ApiReply.json(200, body).with(ID_HEADER, id.toString());
    }

    private UUID register(SandboxState sandbox, String name, Set<String> events) {
        ExtensionSession external = sandbox.extensions().external(name);
        events.forEach(event -> checkEvent(event, external != null));
        ExtensionSession extension = external == null ? sandbox.extensions().addInternal(name) : external;
        extension.register(events, sandbox.clock().instant());
        return extension.id();
    }

    private void checkEvent(String event, boolean external) {
        String problem = null;
        if (settings.managedInstances() && !external) {
            problem = "No events allowed for internal extensions";
        } else if (event.equals("SHUTDOWN")) {
            problem = external ? null : event + ": ShutdownEventNotSupportedForInternalExtension";
        } else if (!event.equals("INVOKE") || settings.managedInstances()) {
            problem = event + ": ErrorInvalidEventType";
        }
        if (problem != null) {
            throw ApiException.forbidden("Extension.InvalidEventType", problem);
        }
    }

    private static Set<String> events(ApiRequest request) {
        JsonNode body = parse(request);
        if (!body.isObject()) {
            throw invalidFormat("the body must be a JSON object");
        }
        if (!body.path("configurationKeys").isEmpty()) {
            throw invalidFormat("configurationKeys must be empty");
        }
        JsonNode events = body.path("events");
        if (!events.isArray() && !events.isNull() && !events.isMissingNode()) {
            throw invalidFormat("events must be an array of strings");
        }
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode event : events) {
            if (!event.isTextual()) {
                throw invalidFormat("events must be an array of strings");
            }
            names.add(event.textValue());
        }
        return names;
    }

    private static JsonNode parse(ApiRequest request) {
        try {
            return LambdaJson.MAPPER.readTree(request.body().bytes());
        } catch (IOException e) {
            throw invalidFormat(String.valueOf(e.getMessage()));
        }
    }

    private static ApiException invalidFormat(String message) {
        return ApiException.forbidden("InvalidRequestFormat", message);
    }

    private static boolean wantsAccount(ApiRequest request) {
        return Arrays.stream(request.header("Lambda-Extension-Accept-Feature").split(",", -1))
                .anyMatch(feature -> feature.trim().equals("accountId"));
    }

    private ApiReply next(ApiRequest request) {
        UUID id = identifier(request);
        SandboxState sandbox = current.get();
        return sandbox.monitor().locked(() -> {
            ExtensionSession extension = known(sandbox.extensions().byId(id), "Unknown extension " + id);
            return extension.next(
                    sandbox.monitor(), sandbox::ended, sandbox.clock().instant());
        });
    }

    private ApiReply error(ApiRequest request, BiConsumer<ExtensionSession, String> report) {
        UUID id = identifier(request);
        String errorType = request.header(ERROR_TYPE_HEADER);
        if (errorType.isEmpty()) {
            throw ApiException.forbidden("Extension.MissingHeader", ERROR_TYPE_HEADER + " not found");
        }
        SandboxState sandbox = current.get();
        sandbox.monitor()
                .change(() -> report.accept(known(sandbox.extensions().byId(id), "Unknown " + ID_HEADER), errorType));
        return ApiReply.ACCEPTED;
    }

    private static UUID identifier(ApiRequest request) {
        String id = request.header(ID_HEADER);
        if (id.isEmpty()) {
            throw ApiException.forbidden("Extension.MissingExtensionIdentifier", "Missing " + ID_HEADER + " header");
        }
        if (!UUID_SHAPE.matcher(id).matches()) {
            throw ApiException.forbidden("Extension.InvalidExtensionIdentifier", "Invalid " + ID_HEADER);
        }
        return UUID.fromString(id);
    }

    private static ExtensionSession known(@Nullable ExtensionSession extension, String otherwise) {
        if (extension == null) {
            throw ApiException.forbidden("Extension.UnknownExtensionIdentifier", otherwise);
        }
        return extension;
    }
}
