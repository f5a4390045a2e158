/**
 * For tests of functions that read secrets: {@link io.github.secretscache.client.testing.InMemorySecretsCacheClient} where a
 * fake client is enough, {@link io.github.secretscache.client.testing.SecretsCacheTestServer} where the real client shall
 * talk to a real port.
 */
@NullMarked
package io.github.secretscache.client.testing;

import org.jspecify.annotations.NullMarked;
