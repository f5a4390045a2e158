/** The one HTTP server that everything here is served by. */
@NullMarked
package io.github.secretscache.locallambda.http;

import org.jspecify.annotations.NullMarked;
