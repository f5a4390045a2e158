/** A real database and the rotation of its logins, for tests here, in other modules, and for the benchmarks. */
package io.github.secretscache.jdbc.testing;
