package io.github.secretscache.runtimelayer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Native TLS in the layer with its own runtime, as a process that fetches from an endpoint with a private authority. */
@Timeout(120)
class NativeTlsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SERVED = "200 the value";
    private static final String NATIVE_THREAD = "AwsEventLoop1";
    private static final String PATIENT = "-Dio.github.secretscache.tls.patience=20000";

    @TempDir
    Path folder;

    private SecretsManagerEndpoint endpoint;

    @BeforeAll
    static void layerIsBuilt() {
        BuiltLayer.require(NativeTlsIT.class);
    }

    @BeforeEach
    void start() {
        endpoint = SecretsManagerEndpoint.start();
        endpoint.createSecret("secret_now", "the value");
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_CA_BUNDLE", "SSL_CERT_FILE"})
    void bundleOfAPrivateAuthority_isTrusted_natively(String variable) throws Exception {
        Map<String, String> variables = variables(PATIENT);
        variables.put(variable, endpoint.authorityFile().toString());
        try (RunningSidecar sidecar = RunningSidecar.start(BuiltLayer.FOLDER, folder, variables)) {
            assertThat(sidecar.read(SOON)).as(() -> said(sidecar)).isEqualTo(SERVED);
            assertThat(sidecar.threads()).containsKey(NATIVE_THREAD).doesNotContainKey("Keep-Alive-Time");
        }
    }

    @Test
    void rsaKeysAsOfAws_areTrusted_natively() throws Exception {
        endpoint.close();
        endpoint = SecretsManagerEndpoint.builder().rsaKeys().start();
        endpoint.createSecret("secret_now", "the value");
        try (RunningSidecar sidecar = RunningSidecar.start(BuiltLayer.FOLDER, folder, trusting())) {
            assertThat(sidecar.read(SOON)).as(() -> said(sidecar)).isEqualTo(SERVED);
            assertThat(sidecar.threads()).containsKey(NATIVE_THREAD);
        }
    }

    @Test
    void trustStoreOfTheJdk_isTrusted_byTheJdksTls() throws Exception {
        Map<String, String> variables = variables(String.join(" ", endpoint.javaOptions()));
        try (RunningSidecar sidecar = RunningSidecar.start(BuiltLayer.FOLDER, folder, variables)) {
            assertThat(sidecar.read(SOON)).as(() -> said(sidecar)).isEqualTo(SERVED);
            assertThat(sidecar.threads()).doesNotContainKey(NATIVE_THREAD);
        }
    }

    /** The pinned roots do not vouch for it. The reason comes from the JDK's TLS, which trusts the same. */
    @Test
    void authorityThatNobodyNamed_isNotTrusted_andThatIsSaid() throws Exception {
        try (RunningSidecar sidecar = RunningSidecar.start(BuiltLayer.FOLDER, folder, variables(""))) {
            assertThat(sidecar.read(Duration.ofSeconds(8)))
                    .as(() -> said(sidecar))
                    .startsWith("502 ")
                    .contains("connection-failed", "no TLS connection to AWS");
        }
    }

    @Test
    void bundleThatIsNotThere_isNamed_andNoOtherAuthorityTakesItsPlace() throws Exception {
        Map<String, String> variables = variables("");
        variables.put("SSL_CERT_FILE", "/no/such.pem");
        try (RunningSidecar sidecar = RunningSidecar.start(BuiltLayer.FOLDER, folder, variables)) {
            assertThat(sidecar.read(Duration.ofSeconds(5)))
                    .contains("SSL_CERT_FILE is /no/such.pem: there is no such file");
        }
    }

    /** Stopped in the middle of the start, where it is hit by chance: before, during or after the handshake. */
    @ParameterizedTest
    @ValueSource(ints = {60, 120, 180, 400})
    void freeze_atAnyMoment_endsWithTheValue(int afterMillis) throws Exception {
        try (RunningSidecar sidecar = RunningSidecar.start(BuiltLayer.FOLDER, folder, trusting())) {
            sidecar.leaveAlone(Duration.ofMillis(afterMillis));
            sidecar.signal("STOP");
            sidecar.leaveAlone(Duration.ofSeconds(2));
            sidecar.signal("CONT");

            assertThat(sidecar.read(SOON)).as(() -> said(sidecar)).isEqualTo(SERVED);
            assertThat(sidecar.get("/cache/secret_now?refreshNow=true")).isEqualTo(SERVED);
        }
    }

    private Map<String, String> trusting() {
        Map<String, String> variables = variables(PATIENT);
        variables.put("AWS_CA_BUNDLE", endpoint.authorityFile().toString());
        return variables;
    }

    private Map<String, String> variables(String javaOptions) {
        Map<String, String> variables = new HashMap<>(endpoint.environment());
        variables.remove("AWS_CA_BUNDLE");
        variables.put("SECRETS_CACHE_JAVA_OPTIONS", javaOptions);
        return variables;
    }

    private static String said(RunningSidecar sidecar) {
        try {
            return String.join("\n", sidecar.log());
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }
}
