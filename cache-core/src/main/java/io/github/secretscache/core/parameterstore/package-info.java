/**
 * AWS Systems Manager Parameter Store as a {@link io.github.secretscache.core.SecretSource}; {@link
 * io.github.secretscache.core.parameterstore.ParameterStoreSource} is the door.
 */
@NullMarked
package io.github.secretscache.core.parameterstore;

import org.jspecify.annotations.NullMarked;
