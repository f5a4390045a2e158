/** Measurements side by side with named peers; each has one command, {@code benchmarks/run NAME}. */
@NullMarked
package io.github.secretscache.benchmarks;

import org.jspecify.annotations.NullMarked;
