/** Placeholder. */
@NullMarked
package io.github.secretscache.layer;

import org.jspecify.annotations.NullMarked;
