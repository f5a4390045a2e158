/**
 * Database connections whose login comes from a secret and follows its rotation: {@link
 * io.github.secretscache.jdbc.SecretsDriver} for whatever takes a URL, {@link
 * io.github.secretscache.jdbc.SecretsDataSource} for whatever takes a {@code DataSource}.
 */
@NullMarked
package io.github.secretscache.jdbc;

import org.jspecify.annotations.NullMarked;
