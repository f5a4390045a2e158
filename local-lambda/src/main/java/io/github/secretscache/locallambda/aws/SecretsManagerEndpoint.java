package io.github.secretscache.locallambda.aws;

import io.github.secretscache.locallambda.http.ApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Secrets Manager on this machine that real AWS clients can talk to: AWS JSON 1.1 over HTTPS, with a certificate of
 * an authority generated at start, and over plain HTTP. It runs from {@code start} until {@link #close()}, on loopback
 * only, in its own threads. Thread-safe.
 *
 * <p>Implemented: GetSecretValue, BatchGetSecretValue, CreateSecret, PutSecretValue, UpdateSecret,
 * UpdateSecretVersionStage, DeleteSecret, RestoreSecret, DescribeSecret, ListSecrets, TagResource and UntagResource; of
 * Systems Manager GetParameter, GetParameters, GetParametersByPath, PutParameter, DeleteParameter and
 * LabelParameterVersion; and AssumeRole of STS. Codes, statuses and staging labels follow the <a
 * href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html">API reference</a>. Different from
 * the service: signatures are not verified (but one must be present), every caller may do everything unless a {@link
 * Fault} says otherwise, and all regions that a caller may sign for see the same secrets.
 *
 * <p>Over HTTP, {@code /_local/faults} and {@code /_local/calls} do what {@link #inject(Fault)} and {@link #calls()} do.
 */
public final class SecretsManagerEndpoint implements AutoCloseable {

    private final SecretsAccount store;
    private final ParametersAccount parameters;
    private final Faults faults = new Faults();
    private final FaultGate gate = new FaultGate(faults);
    private final CallLog calls = new CallLog();
    private final ControlPath control;
    private final Path directory;
    private final ApiServer https;
    private final ApiServer http;

    private SecretsManagerEndpoint(Builder settings) {
        store = new SecretsAccount(settings.region, settings.accountId, settings.clock);
        parameters = new ParametersAccount(settings.region, settings.accountId, settings.clock, store);
        Instant now = InstantSource.system().instant();
        // Made while the file is read, because in a JVM that has just started each takes a while.
        var unused = CompletableFuture.runAsync(
                () -> LocalCertificates.ofThisProcess(settings.keys, now),
                command -> new Thread(command, "certificates").start());
        if (settings.secretsFile != null) {
            SecretsFile file = SecretsFile.read(settings.secretsFile);
            file.secrets().forEach(this::create);
            file.tags().forEach(store::tag);
            file.parameters().forEach((name, seed) -> parameters.put(name, seed.type(), seed.value(), true));
            file.faults().forEach(faults::add);
        }
        LocalCertificates certificates = LocalCertificates.ofThisProcess(settings.keys, now);
        directory = write(certificates);
        JsonProtocol json = new JsonProtocol(
                List.of(new SecretsManagerService(store, gate), new ParameterStoreService(parameters, gate)),
                calls,
                gate);
        StsProtocol sts = new StsProtocol(calls, gate, InstantSource.system());
        control = new ControlPath(faults, calls, store);
        EndpointRouter router = new EndpointRouter(json, sts, control);
        try {
            http = ApiServer.start("Secrets Manager endpoint", settings.httpPort, router);
        } catch (RuntimeException e) {
            deleteFiles();
            throw e;
        }
        try {
            https = ApiServer.start(
                    "Secrets Manager endpoint", settings.httpsPort, certificates.serverSockets(), router);
        } catch (RuntimeException e) {
            http.close();
            deleteFiles();
            throw e;
        }
    }

    /** Starts an endpoint without secrets on free ports, in us-east-1. */
    public static SecretsManagerEndpoint start() {
        return builder().start();
    }

    /** {@return a builder with all options} */
    public static Builder builder() {
        return new Builder();
    }

    /** The HTTPS address, such as {@code https://localhost:40123}; clients need {@link #trustStore()}. */
    public URI httpsUri() {
        return URI.create("https://localhost:" + https.port());
    }

    /** The plain HTTP address of the same secrets. */
    public URI httpUri() {
        return URI.create("http://localhost:" + http.port());
    }

    /**
     * A JKS file with the generated authority and those of this JDK, if it has any, so that it is as long as the file
     * that a client reads in Lambda. {@link #close()} deletes it.
     */
    public Path trustStore() {
        return directory.resolve("cacerts");
    }

    /** The generated authority as PEM, for {@code AWS_CA_BUNDLE}, {@code NODE_EXTRA_CA_CERTS} or {@code curl --cacert}. */
    public Path authorityFile() {
        return directory.resolve("ca.pem");
    }

    /** The JVM options that make a Java client trust this endpoint too. */
    public List<String> javaOptions() {
        return List.of("-Djavax.net.ssl.trustStore=" + trustStore());
    }

    /** The environment variables that point an AWS SDK of any language here, over HTTPS. */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL_SECRETS_MANAGER", httpsUri().toString(),
                "AWS_ENDPOINT_URL_SSM", httpsUri().toString(),
                "AWS_ENDPOINT_URL_STS", httpsUri().toString(),
                "AWS_CA_BUNDLE", authorityFile().toString(),
                "NODE_EXTRA_CA_CERTS", authorityFile().toString());
    }

    /**
     * Creates a text secret.
     *
     * @return its ARN
     * @throws IllegalArgumentException if the name is taken or not valid, or the value is empty or over 64 KiB
     */
    public String createSecret(String name, String text) {
        return checked(() -> create(name, StoredValue.text(text)));
    }

    /**
     * Creates a binary secret.
     *
     * @return its ARN
     * @throws IllegalArgumentException if the name is taken or not valid, or the value is empty or over 64 KiB
     */
    public String createSecret(String name, byte[] bytes) {
        return checked(() -> create(name, StoredValue.binary(bytes)));
    }

    /**
     * Rotates a secret: the new text becomes AWSCURRENT, the current version AWSPREVIOUS.
     *
     * @return the new version's id
     * @throws IllegalArgumentException if there is no such secret, or the value is empty or over 64 KiB
     */
    public String putSecretValue(String nameOrArn, String text) {
        return checked(() -> put(nameOrArn, StoredValue.text(text)));
    }

    /**
     * Rotates a binary secret, as {@link #putSecretValue(String, String)} does.
     *
     * @return the new version's id
     * @throws IllegalArgumentException if there is no such secret, or the value is empty or over 64 KiB
     */
    public String putSecretValue(String nameOrArn, byte[] bytes) {
        return checked(() -> put(nameOrArn, StoredValue.binary(bytes)));
    }

    /** Deletes a secret at once, without a recovery window; does nothing if it does not exist. */
    public void deleteSecret(String nameOrArn) {
        store.delete(nameOrArn, Duration.ZERO);
    }

    /** Adds a fault from now on; delays add up, and of the faults that fail a call the oldest wins. */
    public void inject(Fault fault) {
        faults.add(fault);
    }

    /** Removes all faults; a call that hangs keeps hanging. */
    public void clearFaults() {
        faults.clear();
    }

    /**
     * Creates a parameter of Parameter Store, or gives it a new version.
     *
     * @return the number of the version
     * @throws IllegalArgumentException if the name is not valid, or the value is empty or over 8 KiB
     */
    public long putParameter(String name, ParameterType type, String value) {
        return checked(() -> parameters.put(name, type, value, true).number);
    }

    /**
     * Moves a label of a parameter to one of its versions.
     *
     * @throws IllegalArgumentException if there is no such version, or the label is invalid
     */
    public void labelParameter(String name, long version, String label) {
        if (!checked(() -> parameters.label(name, version, List.of(label))).isEmpty()) {
            throw new IllegalArgumentException("not a label: " + label);
        }
    }

    /**
     * Deletes a parameter with all of its versions.
     *
     * @throws IllegalArgumentException if there is none
     */
    public void deleteParameter(String name) {
        if (!parameters.delete(name)) {
            throw new IllegalArgumentException("no parameter " + name);
        }
    }

    /** {@return the names of the secrets, in alphabetical order} */
    public List<String> secretNames() {
        return store.list(false).stream().map(each -> each.secret().name()).toList();
    }

    /** {@return the handler of {@code /_local/}, for another server that offers it too} */
    public ApiServer.Handler control() {
        return control;
    }

    /** How often it was called since the start or the last {@link #resetCalls()}. */
    public Calls calls() {
        return calls.snapshot();
    }

    /** Starts counting from zero. */
    public void resetCalls() {
        calls.clear();
    }

    /** Ends all connections, frees the ports and deletes the trust store. */
    @Override
    public void close() {
        gate.close();
        https.close();
        http.close();
        deleteFiles();
    }

    private String create(String name, StoredValue value) {
        WriteOperations.checkName(name);
        return store.create(name, "", UUID.randomUUID().toString(), value).arn();
    }

    private String put(String id, StoredValue value) {
        return store.put(id, UUID.randomUUID().toString(), value, Set.of(AccountSecret.CURRENT))
                .id();
    }

    private static <T> T checked(Supplier<T> action) {
        try {
            return action.get();
        } catch (ServiceException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Path write(LocalCertificates certificates) {
        try {
            Path directory = Files.createTempDirectory("local-lambda-tls-");
            certificates.writeTrustStore(directory.resolve("cacerts"));
            certificates.writeAuthority(directory.resolve("ca.pem"));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("The trust store cannot be written: " + e.getMessage(), e);
        }
    }

    private void deleteFiles() {
        try {
            Files.deleteIfExists(trustStore());
            Files.deleteIfExists(authorityFile());
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Options of a {@link SecretsManagerEndpoint}; not thread-safe. */
    public static final class Builder {

        private String region = "us-east-1";
        private String accountId = "123456789012";
        private InstantSource clock = InstantSource.system();
        private int httpsPort;
        private int httpPort;
        private @Nullable Path secretsFile;
        private KeyKind keys = KeyKind.P256;

        private Builder() {}

        /** The region in ARNs; default us-east-1. */
        public Builder region(String name) {
            region = Objects.requireNonNull(name);
            return this;
        }

        /** The account in ARNs, 12 digits; default 123456789012. */
        public Builder accountId(String id) {
            if (!id.matches("\\d{12}")) {
                throw new IllegalArgumentException("accountId must have 12 digits; received " + id);
            }
            accountId = id;
            return this;
        }

        /** The clock for dates and recovery windows; default the system's clock. */
        public Builder clock(InstantSource source) {
            clock = Objects.requireNonNull(source);
            return this;
        }

        /** The HTTPS port; default 0, any free one. */
        public Builder httpsPort(int port) {
            httpsPort = checkedPort("httpsPort", port);
            return this;
        }

        /** The plain HTTP port; default 0, any free one. */
        public Builder httpPort(int port) {
            httpPort = checkedPort("httpPort", port);
            return this;
        }

        /**
         * A YAML file with the initial content: {@code secrets:} and below it name and value, where a mapping or list is
         * stored as JSON text and {@code !!binary} as bytes; {@code faults:} and below it a list of faults, with the
         * fields of {@code /_local/faults}. Default: none.
         */
        public Builder secretsFile(Path file) {
            secretsFile = Objects.requireNonNull(file);
            return this;
        }

        /**
         * RSA 2048 as AWS's own endpoints have, to measure a client or to train its JVM. Default: elliptic keys
         * (P-256), because those of RSA take a second or two of a JVM that has just started.
         */
        public Builder rsaKeys() {
            keys = KeyKind.RSA2048;
            return this;
        }

        /**
         * Starts it.
         *
         * @throws IllegalArgumentException if the secrets file cannot be read or is not as described
         * @throws UncheckedIOException if a port is taken or the trust store cannot be written
         */
        public SecretsManagerEndpoint start() {
            return new SecretsManagerEndpoint(this);
        }

        private static int checkedPort(String name, int port) {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException(name + " must be 0 to 65535; received " + port);
            }
            return port;
        }
    }
}
