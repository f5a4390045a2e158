package io.github.secretscache.extension.outside;

import io.github.secretscache.extension.api.EventType;
import io.github.secretscache.extension.api.ExtensionEvent;
import io.github.secretscache.extension.api.ExtensionsApiClient;
import java.util.EnumSet;

/** An extension that does nothing: a program of its own, in another package, on the JDK and the client alone. */
public final class OneLife {
    private OneLife() {}

    public static void main(String[] arguments) {
        ExtensionsApiClient client = ExtensionsApiClient.create(arguments[0]);
        client.register("secrets-cache", EnumSet.allOf(EventType.class));
        int invocations = 0;
        ExtensionEvent event = client.next();
        while (!(event instanceof ExtensionEvent.Shutdown)) {
            invocations++;
            event = client.next();
        }
        System.exit(invocations);
    }
}
