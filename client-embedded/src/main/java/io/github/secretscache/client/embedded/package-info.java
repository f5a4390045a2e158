/**
 * Secrets from a cache in the same process, by the interface that Lambda functions use. Start at {@link
 * io.github.secretscache.client.embedded.EmbeddedSecretsCacheClient}.
 */
@NullMarked
package io.github.secretscache.client.embedded;

import org.jspecify.annotations.NullMarked;
