/**
 * The cache over loopback HTTP, as {@code docs/protocol.md} describes it.
 *
 * <p>Start at {@link io.github.secretscache.http.HttpFrontend}.
 */
@NullMarked
package io.github.secretscache.http;

import org.jspecify.annotations.NullMarked;
