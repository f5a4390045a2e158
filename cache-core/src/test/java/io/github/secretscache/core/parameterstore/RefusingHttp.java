package io.github.secretscache.core.parameterstore;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/** Connects to nothing, and remembers to what it was asked to. */
final class RefusingHttp implements SdkHttpClient {
    static final Set<String> HOSTS = ConcurrentHashMap.newKeySet();

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        HOSTS.add(request.httpRequest().host());
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                throw new IOException("refused");
            }

            @Override
            public void abort() {}
        };
    }

    @Override
    public void close() {}
}
