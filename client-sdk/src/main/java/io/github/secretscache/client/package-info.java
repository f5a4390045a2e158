/**
 * Reads secrets from the Secrets Cache extension. Start at {@link io.github.secretscache.client.SecretsCacheClient}.
 *
 * <p>One read, in order: {@code SecretsCacheClient} looks into its {@code NearCache}; what is missing there, or due,
 * goes through {@code SingleFlight} and {@code SecretReader}, which asks the server with {@code LoopbackHttp} in a
 * {@code Protocol}, and comes back as a {@link io.github.secretscache.client.Secret} or a {@link
 * io.github.secretscache.client.SecretsCacheException}.
 */
@NullMarked
package io.github.secretscache.client;

import org.jspecify.annotations.NullMarked;
