/** What a JVM that can take snapshots offers, as far as org.crac asks for it; it finds these classes by name. */
package io.github.secretscache.client.fakecrac;
