package io.github.secretscache.layer;

import io.github.secretscache.crt.CrtHttpClient;
import io.github.secretscache.crt.CrtTls;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpClient;

/** Native TLS, made by the head start or the first fetch, whichever comes first. Only where {@link NativeTls} finds it. */
final class NativeClient {
    private final Path authorities;
    private @Nullable CrtTls made;

    NativeClient(Path authorities) {
        this.authorities = authorities;
    }

    /** Loads the native code and the authorities. */
    synchronized CrtTls tls() {
        if (made == null) {
            made = CrtTls.trusting(authorities);
        }
        return made;
    }

    /** {@return the client of all calls; that of the JDK where the native code, or the authorities, cannot be loaded} */
    SdkHttpClient before(Supplier<SdkHttpClient> ofJdk, Duration requestTimeout) {
        try {
            return new CrtHttpClient(tls(), requestTimeout, InstantSource.system(), ofJdk);
        } catch (RuntimeException | LinkageError e) {
            return ofJdk.get();
        }
    }
}
