package io.github.secretscache.locallambda.sandbox;

import io.github.secretscache.locallambda.http.ApiException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The extensions of one sandbox and the gates over them. Only inside the sandbox's {@link Monitor}. */
public final class ExtensionRegistry {

    static final int LIMIT = 10;

    private final Map<String, ExtensionSession> byName = new LinkedHashMap<>();
    private boolean registrationClosed;

    /** @throws LaunchException if there are already ten */
    ExtensionSession addExternal(String name) throws LaunchException {
        if (byName.size() == LIMIT) {
            throw new LaunchException("TooManyExtensions", "Extension limit (" + LIMIT + ") reached");
        }
        ExtensionSession extension = ExtensionSession.external(name);
        byName.put(name, extension);
        return extension;
    }

    /**
     * Adds an internal extension, which is part of the runtime process.
     *
     * @throws ApiException with Lambda's own errors, in Lambda's order
     */
    public ExtensionSession addInternal(String name) {
        if (byName.containsKey(name)) {
            throw ApiException.forbidden(
                    "Extension.InvalidExtensionState", "Extension with this name already registered");
        }
        if (registrationClosed) {
            throw ApiException.forbidden("Extension.RegistrationClosed", "Extension registration closed already");
        }
        if (byName.size() == LIMIT) {
            throw ApiException.forbidden("Extension.TooManyExtensions", "Extension limit (" + LIMIT + ") reached");
        }
        ExtensionSession extension = ExtensionSession.internal(name);
        byName.put(name, extension);
        return extension;
    }

    @Nullable
    public ExtensionSession external(String name) {
        ExtensionSession extension = byName.get(name);
        return extension != null && extension.external() ? extension : null;
    }

    @Nullable
    public ExtensionSession byId(UUID id) {
        return byName.values().stream()
                .filter(extension -> extension.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** From now on no unknown extension may register. */
    public void closeRegistration() {
        registrationClosed = true;
    }

    boolean allRegistered() {
        return all().stream().noneMatch(extension -> extension.state() == ExtensionState.STARTED);
    }

    /** Everyone has called its first {@code next}, whatever it subscribed to. */
    boolean allReady() {
        return all().stream().allMatch(extension -> extension.state() == ExtensionState.READY);
    }

    /** Everyone who got the invocation is done with it. */
    boolean invokeDone() {
        return subscribers("INVOKE").stream().allMatch(extension -> extension.state() == ExtensionState.READY);
    }

    List<ExtensionSession> subscribers(String event) {
        return all().stream().filter(extension -> extension.subscribes(event)).toList();
    }

    Collection<ExtensionSession> all() {
        return byName.values();
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }
}
