/** Secrets Manager and STS on this machine, with faults on demand. */
@NullMarked
package io.github.secretscache.locallambda.aws;

import org.jspecify.annotations.NullMarked;
