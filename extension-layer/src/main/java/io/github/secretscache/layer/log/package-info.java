/** The one log of the process: what our modules and the libraries say, a line each, on stderr. */
@NullMarked
package io.github.secretscache.layer.log;

import org.jspecify.annotations.NullMarked;
