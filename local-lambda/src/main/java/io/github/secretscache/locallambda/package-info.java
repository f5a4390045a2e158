/** Placeholder. */
@NullMarked
package io.github.secretscache.locallambda;

import org.jspecify.annotations.NullMarked;
