/** A Quarkus application that logs in to a database and shows what its configuration holds. */
package io.github.secretscache.quarkus.tests;
