/** What processes and callers talk to: Runtime API, Extensions API, Invoke. */
@NullMarked
package io.github.secretscache.locallambda.api;

import org.jspecify.annotations.NullMarked;
