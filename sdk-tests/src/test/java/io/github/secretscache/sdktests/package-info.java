/**
 * Clients that know nothing of the cache, each in a process of its own and led there by {@code
 * AWS_ENDPOINT_URL_SECRETS_MANAGER} and nothing else. They all keep one contract.
 */
@NullMarked
package io.github.secretscache.sdktests;

import org.jspecify.annotations.NullMarked;
