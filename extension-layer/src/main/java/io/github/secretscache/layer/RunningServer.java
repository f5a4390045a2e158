package io.github.secretscache.layer;

import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.http.HttpFrontend;

/** The cache, open to readers. */
record RunningServer(HttpFrontend frontend, SecretsCache cache) {}
