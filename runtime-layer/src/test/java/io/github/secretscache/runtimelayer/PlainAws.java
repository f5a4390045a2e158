package io.github.secretscache.runtimelayer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * STS, the services that give a machine or a container its credentials, and a Secrets Manager that tells in each secret
 * with whose credentials it was read. Over plain HTTP, if not said otherwise.
 */
final class PlainAws implements AutoCloseable {
    private static final Pattern ACCESS_KEY = Pattern.compile("Credential=(\\w+)/");
    private static final Pattern ACTION = Pattern.compile("Action=(\\w+)");
    private static final String EXPIRATION = "2099-01-01T00:00:00Z";

    private final HttpServer server;
    private volatile int errorStatus;
    private volatile String error = "";

    PlainAws() throws IOException {
        this(HttpServer.create(anyPort(), 0));
    }

    private PlainAws(HttpServer server) {
        this.server = server;
        server.createContext("/", this::serve);
        server.start();
    }

    /** The same over TLS. */
    static PlainAws over(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(anyPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.setExecutor(command -> new Thread(command, "aws").start());
        return new PlainAws(server);
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    String address() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** What Secrets Manager answers from now on. */
    void failWith(int status, String body) {
        error = body;
        errorStatus = status;
    }

    private void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String path = exchange.getRequestURI().getPath();
        Matcher action = ACTION.matcher(body);
        if (path.endsWith("/api/token")) {
            exchange.getResponseHeaders().set("x-aws-ec2-metadata-token-ttl-seconds", "21600");
            send(exchange, 200, "a-token");
        } else if (path.endsWith("/security-credentials/") || path.endsWith("/security-credentials-extended/")) {
            send(exchange, 200, "the-role");
        } else if (path.endsWith("/the-role")) {
            send(exchange, 200, credentials("AKIDMACHINE"));
        } else if (path.equals("/container")) {
            send(exchange, 200, credentials("AKIDCONTAINER"));
        } else if (action.find()) {
            send(exchange, 200, assumed(action.group(1)));
        } else if (errorStatus != 0) {
            send(exchange, errorStatus, error);
        } else {
            Matcher key = ACCESS_KEY.matcher(
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            send(exchange, 200, secret(key.find() ? key.group(1) : "nobody"));
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", text.startsWith("<") ? "text/xml" : "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String credentials(String accessKey) {
        return """
                {"Code":"Success","AccountId":"123456789012","AccessKeyId":"%s","SecretAccessKey":"key","Token":"token",
                "Expiration":"%s"}""".formatted(accessKey, EXPIRATION);
    }

    private static String assumed(String action) {
        return """
                <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult><Credentials>
                <AccessKeyId>AKID%1$s</AccessKeyId><SecretAccessKey>key</SecretAccessKey><SessionToken>token</SessionToken>
                <Expiration>%2$s</Expiration></Credentials></%1$sResult></%1$sResponse>""".formatted(action, EXPIRATION);
    }

    private static String secret(String reader) {
        return """
                {"ARN":"arn:aws:secretsmanager:us-east-1:123456789012:secret:secret_now-AbCdEf","Name":"secret_now",
                "VersionId":"00000000-0000-4000-8000-000000000001","SecretString":"read by %s",
                "VersionStages":["AWSCURRENT"],"CreatedDate":1.5E9}""".formatted(reader);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
