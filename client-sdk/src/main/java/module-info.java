/** {@code SecretsCacheClient}: a function reads its secrets from the Secrets Cache extension. Needs the JDK only. */
module io.github.secretscache.client {
    requires static org.jspecify;
    // Only where a secret is decoded into a type of the caller's.
    requires static com.fasterxml.jackson.databind;
    requires static tools.jackson.databind;
    // Only where a snapshot of the process is taken.
    requires static org.crac;

    exports io.github.secretscache.client;
}
