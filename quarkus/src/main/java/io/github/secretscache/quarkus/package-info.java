/**
 * Secrets Cache in Quarkus: the {@code CredentialsProvider} named secrets-cache, {@code ${secretscache.<alias>.<field>}} in
 * the configuration, and a {@code SecretsCacheClient} to inject. Nothing here is called by an application.
 */
@NullMarked
package io.github.secretscache.quarkus;

import org.jspecify.annotations.NullMarked;
