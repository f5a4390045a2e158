/** Placeholder. */
@NullMarked
package io.github.secretscache.client;

import org.jspecify.annotations.NullMarked;
