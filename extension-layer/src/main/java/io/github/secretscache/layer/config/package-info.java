/** The settings: where each may be set, what it may be, and what it is; {@code config.yaml} and who may read. */
@NullMarked
package io.github.secretscache.layer.config;

import org.jspecify.annotations.NullMarked;
