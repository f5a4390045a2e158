/** The command line and the demo. */
@NullMarked
package io.github.secretscache.locallambda.cli;

import org.jspecify.annotations.NullMarked;
