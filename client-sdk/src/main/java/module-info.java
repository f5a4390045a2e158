/** {@code SecretsCacheClient}: a function reads its secrets from the Secrets Cache extension. Needs only the JDK. */
module io.github.secretscache.client {
    requires static org.jspecify;
    // Needed only to decode a secret into a type of the caller.
    requires static com.fasterxml.jackson.databind;
    requires static tools.jackson.databind;
    // Needed only if a snapshot of the process is taken.
    requires static org.crac;

    exports io.github.secretscache.client;
}
