package io.github.secretscache.locallambda.testing;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A real external extension: registers, prints each event, exits after SHUTDOWN. */
public final class TestExtension {

    private TestExtension() {}

    public static void main(String[] args) throws IOException {
        HttpURLConnection register = open("register");
        register.setRequestProperty("Lambda-Extension-Name", args[0]);
        register.setDoOutput(true);
        register.getOutputStream().write("{\"events\":[\"INVOKE\",\"SHUTDOWN\"]}".getBytes(StandardCharsets.UTF_8));
        String id = register.getHeaderField("Lambda-Extension-Identifier");
        System.out.println(body(register));
        while (true) {
            HttpURLConnection next = open("event/next");
            next.setRequestProperty("Lambda-Extension-Identifier", id);
            String event = body(next);
            System.out.println(event);
            if (event.contains("SHUTDOWN")) {
                return;
            }
        }
    }

    private static HttpURLConnection open(String call) throws IOException {
        String api = System.getenv("AWS_LAMBDA_RUNTIME_API");
        return (HttpURLConnection) URI.create("http://" + api + "/2020-01-01/extension/" + call)
                .toURL()
                .openConnection();
    }

    private static String body(HttpURLConnection connection) throws IOException {
        return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
