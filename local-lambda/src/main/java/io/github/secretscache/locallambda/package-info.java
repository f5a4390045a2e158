/** Lambda on a laptop: Runtime API, Extensions API and a Secrets Manager endpoint in one JVM. */
@NullMarked
package io.github.secretscache.locallambda;

import org.jspecify.annotations.NullMarked;
