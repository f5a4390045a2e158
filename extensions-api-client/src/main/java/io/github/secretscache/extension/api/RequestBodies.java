package io.github.secretscache.extension.api;

import java.util.Set;

/** Writes the JSON bodies of requests. */
final class RequestBodies {
    private static final int MAX_MESSAGE_LENGTH = 4096;

    private RequestBodies() {}

    /** {@code {"events":["INVOKE","SHUTDOWN"]}}, always in this order. */
    static String register(Set<EventType> events) {
        StringBuilder json = new StringBuilder(40).append("{\"events\":[");
        String separator = "";
        for (EventType event : EventType.values()) {
            if (events.contains(event)) {
                json.append(separator).append('"').append(event.name()).append('"');
                separator = ",";
            }
        }
        return json.append("]}").toString();
    }

    static String error(String errorType, String message) {
        int length = Math.min(message.length(), MAX_MESSAGE_LENGTH);
        StringBuilder json = new StringBuilder(length + 100).append("{\"errorMessage\":");
        JsonText.appendQuoted(json, message.substring(0, length));
        json.append(",\"errorType\":");
        JsonText.appendQuoted(json, errorType);
        return json.append(",\"stackTrace\":[]}").toString();
    }
}
