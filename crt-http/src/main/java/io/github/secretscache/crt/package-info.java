/** Calls AWS over the TLS of aws-crt, native code that is ready at once where the JDK's has to be interpreted first. */
@NullMarked
package io.github.secretscache.crt;

import org.jspecify.annotations.NullMarked;
