/** Placeholder. */
@NullMarked
package io.github.secretscache.example;

import org.jspecify.annotations.NullMarked;
