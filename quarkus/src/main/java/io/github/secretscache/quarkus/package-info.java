/**
 * Secrets Cache in Quarkus: the {@code CredentialsProvider} named secrets-cache, {@code
 * ${secretscache.<alias>.<field>}} in the configuration, and a {@code SecretsCacheClient} to inject. Applications do
 * not call anything here.
 */
@NullMarked
package io.github.secretscache.quarkus;

import org.jspecify.annotations.NullMarked;
