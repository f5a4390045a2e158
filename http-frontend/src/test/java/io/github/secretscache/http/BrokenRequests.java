package io.github.secretscache.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Makes requests that are nearly right: put together from parts that have broken servers before, and then damaged. */
final class BrokenRequests {
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "get", "CONNECT", "OPTIONS", "", "PRI");
    private static final List<String> TARGETS = List.of(
            "/cache/closed",
            "/cache/%63losed?versionStage=blue",
            "/secretsmanager/get?secretId=closed",
            "/v1/closed",
            "/parameters/closed",
            "/parameters/%2Fclosed/x?version=1&label=a&withDecryption=%74rue",
            "/parameters//a//b",
            "/systemsmanager/parameters/get/?withDecryption=true&name=closed",
            "/systemsmanager/parameters/../../cache/closed",
            "/v1/../cache/closed",
            "/cache/secret_now",
            "/cache/secret_now?jsonKey=a",
            "/status",
            "/metrics",
            "/ping",
            "/",
            "http://localhost/cache/closed",
            "*",
            "//cache/closed");
    private static final List<String> VERSIONS = List.of("HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/1.1 ", "");
    private static final List<String> HEADERS = List.of(
            "Host: localhost",
            "Host: evil",
            "Content-Length: 0",
            "Content-Length: 5",
            "Content-Length: -1",
            "Content-Length : 5",
            "Content-Length: 18446744073709551616",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: identity",
            "Transfer-Encoding: x, chunked",
            "Transfer-Encoding:\u000bchunked",
            "Connection: close",
            "Connection: upgrade",
            "Connection: Content-Length, Host",
            "Upgrade: h2c",
            "Expect: 100-continue",
            "If-None-Match: *",
            "X-Aws-Parameters-Secrets-Token: guess",
            "X-Vault-Token:",
            "X-Forwarded-For: x",
            "Range: bytes=0-1",
            "X-Amz-Target: secretsmanager.GetSecretValue",
            "X-Amz-Target: AmazonSSM.GetParameter",
            "X-Amz-Target: AmazonSSM.GetParameters",
            "Sec-Fetch-Site: cross-site",
            " folded: x",
            ": empty",
            "\u0000: x");
    private static final List<String> BODIES = List.of(
            "",
            "hello",
            "{\"SecretId\":\"closed\"}",
            "{\"Name\":\"closed\",\"WithDecryption\":true}",
            "{\"Names\":[\"closed\",{}],\"WithDecryption\":[]}",
            "0\r\n\r\n",
            "5\r\nhello\r\n0\r\n\r\n",
            "5;x=\"\r\n\"\r\nhello\r\n0\r\nX: y\r\n\r\n",
            "ffffffffffffffff\r\nx",
            "-1\r\nx\r\n",
            "0\n\nGET /cache/closed HTTP/1.1\r\nHost: localhost\r\n\r\n");
    private static final List<String> LINE_ENDS = List.of("\n", "\r", "\r\r\n", "\r\n ", "\u0085", "\u0000\r\n");

    private final Random random;

    BrokenRequests(Random random) {
        this.random = random;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** {@return one request or several, pipelined} */
    byte[] next() {
        StringBuilder text = new StringBuilder();
        for (int count = 1 + below(3); count > 0; count--) {
            append(text);
        }
        for (int damages = below(4); damages > 0 && text.length() > 0; damages--) {
            damage(text);
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private void append(StringBuilder text) {
        text.append(usual(METHODS)).append(' ').append(any(TARGETS)).append(' ');
        text.append(usual(VERSIONS)).append("\r\nHost: localhost\r\n");
        for (int headers = below(5); headers > 0; headers--) {
            text.append(any(HEADERS)).append("\r\n");
        }
        text.append("\r\n").append(usual(BODIES));
    }

    private void damage(StringBuilder text) {
        int at = below(text.length());
        switch (below(7)) {
            case 0 -> text.setCharAt(at, (char) below(256));
            case 1 -> text.deleteCharAt(at);
            case 2 -> text.insert(at, (char) below(256));
            case 3 -> text.setLength(at);
            case 4 -> replaceLineEnd(text, at);
            case 5 -> text.insert(at, any(HEADERS) + "\r\n");
            default ->
                text.insert(at, String.valueOf("%/?&=\r\n .;".charAt(below(10))).repeat(length()));
        }
    }

    private void replaceLineEnd(StringBuilder text, int from) {
        int end = text.indexOf("\r\n", from);
        if (end >= 0) {
            text.replace(end, end + 2, any(LINE_ENDS));
        }
    }

    /** Now and then beyond every limit. */
    private int length() {
        return below(20) > 0 ? 1 + below(50) : 70_000;
    }

    private <T> T any(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    /** The first of them mostly: a request that is wrong in every part gets nowhere. */
    private <T> T usual(List<T> choices) {
        return below(4) > 0 ? choices.get(0) : any(choices);
    }
}
