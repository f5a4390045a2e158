/** A Lambda function that reads one secret: {@link io.github.secretscache.example.ExampleHandler}. */
@NullMarked
package io.github.secretscache.example;

import org.jspecify.annotations.NullMarked;
