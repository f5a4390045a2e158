package io.github.secretscache.extension.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The rules of Lambda's Extensions API: checks in its order, its states, its errors in its words. */
final class FakeCore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_EXTENSIONS = 10;
    private static final String WAKE_UP = "";

    /** The files in {@code /opt/extensions}. */
    final Set<String> files = Set.of("secrets-cache", "other.sh");

    volatile boolean managedInstances;
    volatile boolean initOver;
    volatile String accountId = "";
    volatile String handler = "index.handler";

    private final Map<String, Extension> byName = new HashMap<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    enum State {
        REGISTERED("Registered"),
        READY("Ready"),
        RUNNING("Running"),
        INIT_ERROR("InitError"),
        EXIT_ERROR("ExitError");

        private final String title;

        State(String title) {
            this.title = title;
        }
    }

    private static final class Extension {
        final String id = UUID.randomUUID().toString();
        volatile State state = State.REGISTERED;
    }

    /** Releases the parked {@code next}, or the following one. */
    void emit(String event) {
        events.add(event);
    }

    void invoke(String requestId, long deadlineMs) {
        emit("{\"eventType\":\"INVOKE\",\"deadlineMs\":" + deadlineMs + ",\"requestId\":\"" + requestId
                + "\",\"invokedFunctionArn\":\"arn:aws:lambda:eu-west-1:123456789012:function:f\",\"tracing\":"
                + "{\"type\":\"X-Amzn-Trace-Id\",\"value\":\"Root=1;Parent=2;Sampled=1\"}}");
    }

    void shutdown(String reason, long deadlineMs) {
        emit("{\"eventType\":\"SHUTDOWN\",\"deadlineMs\":" + deadlineMs + ",\"shutdownReason\":\"" + reason + "\"}");
    }

    /** As after a crash: all ids are forgotten. */
    synchronized void reset() {
        byName.clear();
    }

    synchronized State state(String name) {
        return byName.get(name).state;
    }

    FakeReply handle(FakeRequest request) throws InterruptedException {
        return switch (request.method() + " " + request.path()) {
            case "POST /2020-01-01/extension/register" -> register(request);
            case "GET /2020-01-01/extension/event/next" -> next(request);
            case "POST /2020-01-01/extension/init/error" -> error(request, State.INIT_ERROR, "InitError");
            case "POST /2020-01-01/extension/exit/error" -> error(request, State.EXIT_ERROR, "Exited");
            default -> new FakeReply(404, "404 page not found").header("Content-Type", "text/plain");
        };
    }

    private synchronized FakeReply register(FakeRequest request) {
        String name = request.header("lambda-extension-name");
        if (name.isEmpty()) {
            return refused("Extension.InvalidExtensionName", "Empty extension name");
        }
        JsonNode body;
        try {
            body = JSON.readTree(request.body());
        } catch (IOException e) {
            return refused("InvalidRequestFormat", e.getMessage());
        }
        if (!body.isObject()) {
            return refused("InvalidRequestFormat", "unexpected end of JSON input");
        }
        boolean external = files.contains(name);
        for (JsonNode event : body.path("events")) {
            String refusal = refusal(event.textValue(), external);
            if (!refusal.isEmpty()) {
                return refused("Extension.InvalidEventType", event.textValue() + ": " + refusal);
            }
        }
        if (external && byName.containsKey(name)) {
            return notAllowed(byName.get(name).state, "Registered", name);
        }
        if (!external && initOver) {
            return refused("Extension.RegistrationClosed", "Extension registration closed already");
        }
        if (!external && byName.containsKey(name)) {
            return refused("Extension.InvalidExtensionState", "Extension with this name already registered");
        }
        if (byName.size() >= MAX_EXTENSIONS) {
            return refused("Extension.TooManyExtensions", "Extension limit (10) reached");
        }
        Extension extension = new Extension();
        byName.put(name, extension);
        List<String> features = new ArrayList<>();
        for (String feature : request.header("lambda-extension-accept-feature").split(",", -1)) {
            features.add(feature.strip());
        }
        String account =
                features.contains("accountId") && !accountId.isEmpty() ? ",\"accountId\":\"" + accountId + "\"" : "";
        return new FakeReply(
                        200,
                        "{\"functionName\":\"test_function\",\"functionVersion\":\"$LATEST\",\"handler\":\"" + handler
                                + "\"" + account + "}\n")
                .header("Content-Type", "application/json")
                .header("Lambda-Extension-Identifier", extension.id);
    }

    private String refusal(String event, boolean external) {
        boolean known = event.equals("INVOKE") || event.equals("SHUTDOWN");
        if (!known || (managedInstances && event.equals("INVOKE"))) {
            return "ErrorInvalidEventType";
        }
        return event.equals("SHUTDOWN") && !external ? "ShutdownEventNotSupportedForInternalExtension" : "";
    }

    private FakeReply next(FakeRequest request) throws InterruptedException {
        String id = request.header("lambda-extension-identifier");
        Extension extension;
        synchronized (this) {
            FakeReply refusal = checkId(id, "Unknown extension " + id);
            if (refusal != null) {
                return refusal;
            }
            extension = byId(id);
            if (extension.state != State.REGISTERED && extension.state != State.RUNNING) {
                return notAllowed(extension.state, "Ready", id);
            }
            extension.state = State.READY;
        }
        String event = events.take();
        synchronized (this) {
            if (extension.state != State.READY) {
                return refused(
                        "Extension.InvalidExtensionState",
                        "State transition from Ready to Running failed for extension " + id
                                + ". Error: Concurrent state modification");
            }
            extension.state = State.RUNNING;
        }
        return event.contains("\"INVOKE\"")
                ? new FakeReply(200, event)
                        .header("Content-Type", "application/json")
                        .header(
                                "Lambda-Extension-Event-Identifier",
                                UUID.randomUUID().toString())
                : new FakeReply(200, event).header("Content-Type", "text/plain; charset=utf-8");
    }

    private synchronized FakeReply error(FakeRequest request, State target, String targetTitle) {
        String id = request.header("lambda-extension-identifier");
        FakeReply refusal = checkId(id, "Unknown Lambda-Extension-Identifier");
        if (refusal != null) {
            return refusal;
        }
        if (request.header("lambda-extension-function-error-type").isEmpty()) {
            return refused("Extension.MissingHeader", "Lambda-Extension-Function-Error-Type not found");
        }
        Extension extension = byId(id);
        boolean legal = extension.state == target
                || extension.state == State.REGISTERED
                || (target == State.EXIT_ERROR && (extension.state == State.READY || extension.state == State.RUNNING));
        if (!legal) {
            return notAllowed(extension.state, targetTitle, id);
        }
        boolean parked = extension.state == State.READY;
        extension.state = target;
        if (parked) {
            events.add(WAKE_UP);
        }
        return new FakeReply(202, "{\"status\":\"OK\"}\n").header("Content-Type", "application/json");
    }

    private FakeReply checkId(String id, String unknown) {
        if (id.isEmpty()) {
            return refused("Extension.MissingExtensionIdentifier", "Missing Lambda-Extension-Identifier header");
        }
        try {
            UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            return refused("Extension.InvalidExtensionIdentifier", "Invalid Lambda-Extension-Identifier");
        }
        return byId(id) == null ? refused("Extension.UnknownExtensionIdentifier", unknown) : null;
    }

    private Extension byId(String id) {
        for (Extension extension : byName.values()) {
            if (extension.id.equals(id)) {
                return extension;
            }
        }
        return null;
    }

    private static FakeReply notAllowed(State from, String to, String extension) {
        return refused(
                "Extension.InvalidExtensionState",
                "State transition from " + from.title + " to " + to + " failed for extension " + extension
                        + ". Error: State transition is not allowed");
    }

    static FakeReply refused(String errorType, String errorMessage) {
        try {
            // The core is written in Go, which escapes these for HTML.
            String message = JSON.writeValueAsString(errorMessage)
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e")
                    .replace("&", "\\u0026");
            return new FakeReply(403, "{\"errorMessage\":" + message + ",\"errorType\":\"" + errorType + "\"}\n")
                    .header("Content-Type", "application/json");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
