package io.github.secretscache.client.testing;

import io.github.secretscache.client.JsonDecoder;
import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretAccessDeniedException;
import io.github.secretscache.client.SecretChangeListener;
import io.github.secretscache.client.SecretNotFoundException;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheException;
import io.github.secretscache.client.SecretsCacheUnavailableException;
import java.util.Objects;

/**
 * A client that holds its secrets itself, for unit tests: no server, no network. A value that was put can be read at
 * once. Thread-safe.
 */
public final class InMemorySecretsCacheClient extends TestSecrets<InMemorySecretsCacheClient>
        implements SecretsCacheClient {
    private static final int MAX_NAME_LENGTH = 2048;
    private static final int MAX_STAGE_LENGTH = 256;

    private final TestKind kind;
    private final TestVersions versions;
    private final InMemorySecretsCacheClient parameters;

    private InMemorySecretsCacheClient(TestKind kind, JsonDecoder jsonDecoder) {
        this.kind = kind;
        this.versions = new TestVersions(kind, jsonDecoder);
        this.parameters =
                kind == TestKind.PARAMETER ? this : new InMemorySecretsCacheClient(TestKind.PARAMETER, jsonDecoder);
    }

    /** {@return a client without secrets} */
    public static InMemorySecretsCacheClient create() {
        return create(JsonDecoder.lenient());
    }

    /**
     * {@return a client without secrets}
     *
     * @param jsonDecoder what decodes them into types, as for {@link
     *     io.github.secretscache.client.SecretsCacheClientBuilder#jsonDecoder}
     */
    public static InMemorySecretsCacheClient create(JsonDecoder jsonDecoder) {
        return new InMemorySecretsCacheClient(TestKind.SECRET, Objects.requireNonNull(jsonDecoder, "jsonDecoder"));
    }

    @Override
    InMemorySecretsCacheClient self() {
        return this;
    }

    @Override
    TestVersions versions() {
        return versions;
    }

    /** {@return the client's parameters: {@code getParameter} reads the values put there, in versions 1, 2 and so on} */
    @Override
    public InMemorySecretsCacheClient parameters() {
        return parameters;
    }

    @Override
    public Secret get(String name) {
        return getVersion(name, TestVersions.CURRENT);
    }

    @Override
    public Secret refresh(String name) {
        return getVersion(name, TestVersions.CURRENT);
    }

    @Override
    public Secret getVersion(String name, String versionStage) {
        check("name", name, MAX_NAME_LENGTH);
        check("versionStage", versionStage, MAX_STAGE_LENGTH);
        SecretFailure failure = versions.read(name);
        if (failure != null) {
            throw exception(name, failure, "the test asked for " + failure);
        }
        Secret found = versions.find(name, versionStage);
        if (found == null) {
            throw exception(
                    name,
                    SecretFailure.NOT_FOUND,
                    "the test has not put it at stage " + versionStage + "; put(...) or putAt(...) does");
        }
        return found;
    }

    /** Calls the listeners when a version replaces another. */
    @Override
    public void addChangeListener(SecretChangeListener listener) {
        versions.addListener(listener);
    }

    @Override
    public void removeChangeListener(SecretChangeListener listener) {
        versions.removeListener(listener);
    }

    /** Refuses what the real clients refuse. */
    private static void check(String property, String value, int maxLength) {
        if (value.isBlank() || value.length() > maxLength || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(property + " must have 1 to " + maxLength
                    + " characters, not all blank and none of them a control character, but has " + value.length());
        }
    }

    private SecretsCacheException exception(String name, SecretFailure failure, String reason) {
        String message = kind.noun() + " \"" + name + "\" cannot be read: " + reason + ".";
        return switch (failure) {
            case NOT_FOUND -> new SecretNotFoundException(name, message, null);
            case ACCESS_DENIED -> new SecretAccessDeniedException(name, message, null);
            case UNAVAILABLE, CONNECTION_CUT -> new SecretsCacheUnavailableException(name, message, null);
        };
    }
}
