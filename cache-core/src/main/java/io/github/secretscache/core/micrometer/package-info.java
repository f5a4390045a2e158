/** The counters of a cache as meters of Micrometer, for programs that have it. */
@NullMarked
package io.github.secretscache.core.micrometer;

import org.jspecify.annotations.NullMarked;
