/**
 * The AWS Lambda Extensions API for Java: register, next, init error, exit error, shutdown.
 *
 * <p>Start at {@link io.github.secretscache.extension.api.ExtensionsApiClient}.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html">Extensions API reference</a>
 */
@NullMarked
package io.github.secretscache.extension.api;

import org.jspecify.annotations.NullMarked;
