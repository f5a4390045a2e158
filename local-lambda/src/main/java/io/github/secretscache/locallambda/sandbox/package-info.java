/** An execution environment: its processes, its life, and what is known about each part of it. */
@NullMarked
package io.github.secretscache.locallambda.sandbox;

import org.jspecify.annotations.NullMarked;
