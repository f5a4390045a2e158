package io.github.secretscache.crt;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.crt.http.HttpHeader;
import software.amazon.awssdk.crt.http.HttpRequest;
import software.amazon.awssdk.crt.http.HttpRequestBodyStream;
import software.amazon.awssdk.crt.http.HttpStream;
import software.amazon.awssdk.crt.http.HttpStreamResponseHandler;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;

/** One request and its whole reply, over a connection that it then ends. */
final class CrtExchange implements ExecutableHttpRequest {
    /** More than any reply of Secrets Manager or Parameter Store, so that another server cannot fill the memory. */
    private static final int MOST_BYTES = 16 * 1_024 * 1_024;

    private final HttpExecuteRequest request;
    private final CrtConnection connection;
    private final Duration limit;

    CrtExchange(HttpExecuteRequest request, CrtConnection connection, Duration limit) {
        this.request = request;
        this.connection = connection;
        this.limit = limit;
    }

    @Override
    public HttpExecuteResponse call() throws IOException {
        boolean complete = false;
        try {
            Reply reply = new Reply();
            try (HttpStream stream = connection.open().makeRequest(converted(), reply)) {
                stream.activate();
                HttpExecuteResponse response = reply.await(limit);
                complete = true;
                return response;
            }
        } catch (CrtRuntimeException | IllegalStateException e) {
            throw new SocketException("the connection broke: " + e.getMessage());
        } finally {
            connection.end(complete);
        }
    }

    @Override
    public void abort() {
        connection.open().shutdown();
    }

    private HttpRequest converted() throws IOException {
        SdkHttpRequest http = request.httpRequest();
        List<HttpHeader> headers = new ArrayList<>();
        http.forEachHeader((name, values) -> values.forEach(value -> headers.add(new HttpHeader(name, value))));
        if (http.firstMatchingHeader("Host").isEmpty()) {
            headers.add(new HttpHeader("Host", http.host() + (http.port() == 443 ? "" : ":" + http.port())));
        }
        byte[] body = body();
        if (body.length > 0 && http.firstMatchingHeader("Content-Length").isEmpty()) {
            headers.add(new HttpHeader("Content-Length", String.valueOf(body.length)));
        }
        String path = http.encodedPath().isEmpty() ? "/" : http.encodedPath();
        String target =
                path + http.encodedQueryParameters().map(query -> "?" + query).orElse("");
        return new HttpRequest(
                http.method().name(),
                target,
                headers.toArray(HttpHeader[]::new),
                body.length == 0 ? null : new Body(body));
    }

    private byte[] body() throws IOException {
        if (request.contentStreamProvider().isEmpty()) {
            return new byte[0];
        }
        try (InputStream in = request.contentStreamProvider().get().newStream()) {
            return in.readAllBytes();
        }
    }

    private static final class Body implements HttpRequestBodyStream {
        private final ByteBuffer bytes;

        Body(byte[] bytes) {
            this.bytes = ByteBuffer.wrap(bytes);
        }

        @Override
        public boolean sendRequestBody(ByteBuffer out) {
            int length = Math.min(out.remaining(), bytes.remaining());
            out.put(bytes.slice().limit(length));
            bytes.position(bytes.position() + length);
            return !bytes.hasRemaining();
        }

        @Override
        public boolean resetPosition() {
            bytes.rewind();
            return true;
        }

        @Override
        public long getLength() {
            return bytes.limit();
        }
    }

    /** Filled by aws-crt's thread. */
    private final class Reply implements HttpStreamResponseHandler {
        private final SdkHttpFullResponse.Builder head = SdkHttpFullResponse.builder();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final CompletableFuture<Integer> completed = new CompletableFuture<>();

        @Override
        public void onResponseHeaders(HttpStream stream, int status, int block, HttpHeader[] headers) {
            head.statusCode(status);
            for (HttpHeader header : headers) {
                head.appendHeader(header.getName(), header.getValue());
            }
        }

        @Override
        public int onResponseBody(HttpStream stream, byte[] bytes) {
            if (body.size() + bytes.length > MOST_BYTES) {
                abort();
                return bytes.length;
            }
            body.writeBytes(bytes);
            return bytes.length;
        }

        @Override
        public void onResponseComplete(HttpStream stream, int errorCode) {
            completed.complete(errorCode);
        }

        HttpExecuteResponse await(Duration limit) throws IOException {
            try {
                int errorCode = completed.get(limit.toMillis(), TimeUnit.MILLISECONDS);
                if (errorCode != CRT.AWS_CRT_SUCCESS) {
                    throw new SocketException("the connection broke: " + CRT.awsErrorName(errorCode));
                }
                return HttpExecuteResponse.builder()
                        .response(head.build())
                        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body.toByteArray())))
                        .build();
            } catch (TimeoutException e) {
                throw new SocketTimeoutException("no reply within " + limit.toMillis() + " ms");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for the reply");
            } catch (ExecutionException e) {
                throw new IOException(e);
            }
        }
    }
}
