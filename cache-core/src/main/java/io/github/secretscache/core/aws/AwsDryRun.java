package io.github.secretscache.core.aws;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;

/** Takes the place of the network: a call that gets here has passed all local checks of the SDK. */
final class AwsDryRun implements SdkHttpClient {
    /** Dummy credentials: nothing is sent to a server. */
    static final AwsCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("none", "none"));

    private static final class Reached extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** It never leaves this process. */
        private final transient URI where;

        Reached(URI where) {
            this.where = where;
        }
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        throw new Reached(request.httpRequest().getUri());
    }

    /** {@return where the call would have gone, or {@code null} if it was refused before} */
    static @Nullable URI reached(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Reached reached) {
                return reached.where;
            }
        }
        return null;
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
