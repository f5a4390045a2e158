package io.github.secretscache.client.embedded;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretChangeListener;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretKind;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.SecretVersionListener;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notifies the client's listeners of the cache's changes to secrets, or to parameters. Thread-safe. */
final class ChangeRelay implements SecretVersionListener {
    private final SecretKind kind;
    private final SecretForm form;
    private final List<SecretChangeListener> listeners = new CopyOnWriteArrayList<>();

    ChangeRelay(SecretKind kind, SecretForm form) {
        this.kind = kind;
        this.form = form;
    }

    void add(SecretChangeListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
    }

    void remove(SecretChangeListener listener) {
        listeners.remove(listener);
    }

    @Override
    public void versionChanged(SecretId id, String previousVersionId, SecretValue current) {
        if (id.kind() != kind) {
            return;
        }
        Secret secret = form.justFetched(current);
        for (SecretChangeListener listener : listeners) {
            try {
                listener.versionChanged(previousVersionId, secret);
            } catch (Throwable e) { // a listener in Kotlin may throw a checked exception too
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        }
    }
}
