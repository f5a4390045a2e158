/**
 * How AWS is called, for the adapters of cache-core and nobody else: clients, credentials, connections, proxies, trust, and
 * what each failure means. Public only where an adapter needs it; not part of the library's API.
 */
@NullMarked
package io.github.secretscache.core.aws;

import org.jspecify.annotations.NullMarked;
