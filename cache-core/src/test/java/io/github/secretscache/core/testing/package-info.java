/** What tests of code around the cache need: a clock to turn, a source to script, and what every source must do. */
@NullMarked
package io.github.secretscache.core.testing;

import org.jspecify.annotations.NullMarked;
