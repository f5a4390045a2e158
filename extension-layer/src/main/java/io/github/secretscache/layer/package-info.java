/**
 * The extension process: settings, wiring, life cycle and log.
 *
 * <p>The door is {@link io.github.secretscache.layer.SecretsCacheExtension}, started by {@code extensions/secrets-cache}.
 */
@NullMarked
package io.github.secretscache.layer;

import org.jspecify.annotations.NullMarked;
