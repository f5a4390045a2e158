package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.http.RawClient.Reply;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AccessTest {
    private static final String LISTED = "/cache/secret_now";

    private static ServedCache serve(ServeOptions.Builder options) {
        ServedCache served = ServedCache.open(options.build());
        served.source
                .text("secret_now", "{\"a\":\"hunter2\"}")
                .text("prod/db", "hunter2")
                .text("other", "hunter2");
        return served;
    }

    @ParameterizedTest
    @CsvSource({
        "/cache/secret_now, 200",
        "/cache/secret_now?jsonKey=a, 200",
        "/cache/secret%5Fnow, 200",
        "/cache/db, 200",
        "/cache/secret_now?versionStage=AWSCURRENT, 200",
        "/cache/secret_now?versionStage=blue, 403",
        "/cache/secret_now?versionId=11111111-2222-3333-4444-555555555555, 403",
        "/cache/secret_now?refreshNow=true, 403",
        "/cache/secret_now?refreshNow=false, 403",
        "/cache/prod/db, 403",
        "/cache/other, 403",
        "/cache/unknown, 403",
        "/secretsmanager/get?secretId=secret_now, 403",
        "/v1/secret_now, 403",
        "/systemsmanager/parameters/get?name=x, 403",
        "/status, 403",
        "/metrics, 403",
        "/ping, 200",
        "/nowhere, 404",
    })
    void request_withoutToken_readsOnlyWhatIsListedAsItIsConfigured(String target, int status) throws IOException {
        // The stage that is configured anyway is a query all the same.
        int expected = target.endsWith("AWSCURRENT") ? 403 : status;
        try (ServedCache served = serve(ServedCache.options())) {
            Reply reply = RawClient.get(served.port, target);

            assertThat(reply.status()).isEqualTo(expected);
            if (expected == 403) {
                assertThat(reply.text() + reply.headers())
                        .doesNotContain("hunter2")
                        .doesNotContain(ServedCache.TOKEN);
            }
        }
    }

    @Test
    void request_tokenRequired_closesTheOpenDoorToo() throws IOException {
        try (ServedCache served = serve(ServedCache.options().requireToken(true))) {
            assertThat(RawClient.get(served.port, LISTED).status()).isEqualTo(403);
            assertThat(RawClient.get(served.port, "/ping").status()).isEqualTo(200);
            assertThat(served.get(LISTED).status()).isEqualTo(200);
        }
    }

    @Test
    void request_noTokenSet_readsListedSecretsOnly() throws IOException {
        try (ServedCache served = serve(ServeOptions.builder())) {
            assertThat(RawClient.get(served.port, LISTED).status()).isEqualTo(200);
            for (String token : List.of("", "X-Vault-Token:", "X-Vault-Token: null")) {
                Reply reply = token.isEmpty()
                        ? RawClient.get(served.port, "/cache/other")
                        : RawClient.get(served.port, "/cache/other", token);
                assertThat(reply.status()).isEqualTo(403);
                assertThat(reply.text()).contains("SECRETS_CACHE_TOKEN");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "X-Aws-Parameters-Secrets-Token: T, 200",
        "x-aws-parameters-secrets-token: T, 200",
        "X-Vault-Token: T, 200",
        "X-Aws-Parameters-Secrets-Token: wrong|X-Vault-Token: T, 200",
        "X-Aws-Parameters-Secrets-Token: wrong|X-Aws-Parameters-Secrets-Token: T, 403",
        "X-Aws-Parameters-Secrets-Token:, 403",
        "X-Aws-Parameters-Secrets-Token: Tx, 403",
        "X-Aws-Parameters-Secrets-Token: null, 403",
        "Authorization: T, 403",
    })
    void request_token_isTakenFromEitherHeader(String headers, int status) throws IOException {
        try (ServedCache served = serve(ServedCache.options())) {
            String[] lines = headers.replace(": T", ": " + ServedCache.TOKEN).split("\\|");

            assertThat(RawClient.get(served.port, "/cache/other", lines).status())
                    .isEqualTo(status);
            assertThat(RawClient.get(served.port, "/v1/other", lines).status()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "X-Forwarded-For: 127.0.0.1, 400, forwarded",
        "x-forwarded-for:, 400, forwarded",
        "Forwarded: for=127.0.0.1, 400, forwarded",
        "Via: 1.1 proxy, 400, forwarded",
        "Origin: http://localhost, 403, origin-refused",
        "Origin: null, 403, origin-refused",
        "Sec-Fetch-Site: cross-site, 403, origin-refused",
        "Sec-Fetch-Site: same-site, 403, origin-refused",
        "Host: evil.example, 403, host-refused",
        "Host: localhost.evil.example, 403, host-refused",
        "Host: 127.0.0.1.evil.example:8080, 403, host-refused",
        "Host: 0.0.0.0, 403, host-refused",
    })
    void request_fromElsewhere_isRefusedEvenWithTheToken(String headers, int status, String code) throws IOException {
        try (ServedCache served = serve(ServedCache.options())) {
            for (String target : List.of(LISTED, "/status", "/metrics", "/nowhere")) {
                Reply reply = served.get(target, headers.split("\\|"));

                assertThat(reply.status()).as(target).isEqualTo(status);
                assertThat(reply.text()).as(target).contains("\"code\":\"" + code + '"');
            }
            assertThat(served.get("/v1/secret_now", headers.split("\\|")).status())
                    .isEqualTo(status);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LOCALHOST:8080", "localhost.", "127.0.0.1:2773", "127.1.2.3", "[::1]", "[::1]:80"})
    void request_forLoopback_isServed(String host) throws IOException {
        try (ServedCache served = serve(ServedCache.options())) {
            assertThat(RawClient.get(served.port, LISTED, "Host: " + host).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void request_withoutHost_isServedOnHttp10Only() throws IOException {
        try (ServedCache served = serve(ServedCache.options());
                RawClient old = new RawClient(served.port);
                RawClient careless = new RawClient(served.port)) {
            old.send("GET " + LISTED + " HTTP/1.0\r\n\r\n");
            careless.send("GET " + LISTED + " HTTP/1.1\r\n\r\n");

            assertThat(old.read().status()).isEqualTo(200);
            assertThat(careless.read().status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost:80@evil.example",
                "Host: localhost|Host: evil.example",
                "Host: localhost|Host: localhost"
            })
    void request_hostThatIsNoHost_isRefusedWithoutABody(String headers) throws IOException {
        try (ServedCache served = serve(ServedCache.options())) {
            Reply reply = served.get(LISTED, headers.split("\\|"));

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text()).isEmpty();
        }
    }

    @Test
    void request_absoluteFormForAnotherHost_isRefused() throws IOException {
        try (ServedCache served = serve(ServedCache.options())) {
            String target = "http://evil.example" + LISTED;

            assertThat(RawClient.get(served.port, target, "Host: evil.example").status())
                    .isEqualTo(403);
            assertThat(RawClient.get(served.port, "http://localhost@evil.example" + LISTED, "Host: localhost")
                            .status())
                    .isEqualTo(403);
            // Undertow refuses a target that does not agree with Host.
            assertThat(RawClient.get(served.port, target, "Host: localhost").status())
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/cache/prod/db, 200",
        "/cache/prod/a/b, 404",
        "/cache/prod, 403",
        "/cache/secret_now, 403",
        "/cache/exact, 404",
        "/cache/exactly, 403",
        "/cache/db, 403",
        "/cache/arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf, 403",
        "/v1/prod/db, 200",
        "/v1/other, 403",
        "/secretsmanager/get?secretId=other, 403",
    })
    void request_nameOutsideTheAllowList_isRefused(String target, int status) throws IOException {
        try (ServedCache served = serve(ServedCache.options().allow(List.of("prod/*", "exact")))) {
            Reply reply = served.get(target);

            assertThat(reply.status()).isEqualTo(status);
            if (status == 403) {
                assertThat(reply.text())
                        .containsAnyOf("\"code\":\"name-not-allowed\"", "\"__type\":\"AccessDeniedException\"");
            }
        }
    }

    /** The status shows of which kind each reply is. */
    @ParameterizedTest
    @CsvSource({
        "GET, /cache/secret_now, 200",
        "HEAD, /cache/secret_now, 200",
        "GET, /cache/secret_now?jsonKey=a, 200",
        "GET, /cache/secret_now?jsonKey=b, 404",
        "GET, /cache/unknown, 404",
        "GET, /cache/secret_now?x=1, 400",
        "DELETE, /cache/secret_now, 405",
        "GET, /parameters/app/none, 404",
        "GET, /nowhere, 404",
        "GET, /v1/other, 200",
        "GET, /v1/unknown, 400",
        "GET, /secretsmanager/get?secretId=other, 200",
        "GET, /secretsmanager/get, 400",
        "GET, /ping, 200",
        "GET, /status, 200",
        "GET, /metrics, 200",
        "GET, /environment, 200",
        "POST, /, 400",
    })
    void reply_ofWhateverKind_isNotToBeSniffed(String method, String target, int status) throws IOException {
        try (ServedCache served = serve(ServedCache.options())) {
            Reply reply = RawClient.request(served.port, method, target, ServedCache.TOKEN_HEADER);

            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }
    }

    @Test
    void reply_toARefusedOrConditionalOrEarlyRequest_isNotToBeSniffed() throws IOException {
        try (ServedCache early = new ServedCache()) {
            assertThat(RawClient.get(early.port, "/ping"))
                    .returns(503, Reply::status)
                    .returns("nosniff", reply -> reply.header("X-Content-Type-Options"));
        }
        try (ServedCache served = serve(ServedCache.options())) {
            String tag = RawClient.get(served.port, LISTED).header("ETag");
            assertThat(RawClient.get(served.port, LISTED, "If-None-Match: " + tag))
                    .returns(304, Reply::status)
                    .returns("nosniff", reply -> reply.header("X-Content-Type-Options"));
            assertThat(served.get(LISTED, "X-Forwarded-For: 1.2.3.4"))
                    .returns(400, Reply::status)
                    .returns("nosniff", reply -> reply.header("X-Content-Type-Options"));
            for (String header : List.of("Sec-Fetch-Site: cross-site", "Origin: http://a")) {
                assertThat(served.get(LISTED, header))
                        .returns(403, Reply::status)
                        .returns("nosniff", reply -> reply.header("X-Content-Type-Options"));
            }
            assertThat(RawClient.get(served.port, "/v1/other"))
                    .returns(403, Reply::status)
                    .returns("nosniff", reply -> reply.header("X-Content-Type-Options"));
        }
    }
}
