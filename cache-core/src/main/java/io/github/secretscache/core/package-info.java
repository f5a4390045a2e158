/**
 * The cache: keeps secrets of AWS Secrets Manager in memory, refreshes them, and survives an outage of the service.
 *
 * <p>The door is {@link io.github.secretscache.core.SecretsCache}. A read goes {@code SecretsCache} → {@link
 * io.github.secretscache.core.SecretSource} = {@link io.github.secretscache.core.secretsmanager.SecretsManagerSource} ⇢ Secrets Manager.
 */
@NullMarked
package io.github.secretscache.core;

import org.jspecify.annotations.NullMarked;
