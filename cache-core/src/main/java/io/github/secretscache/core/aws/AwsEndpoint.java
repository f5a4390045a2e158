package io.github.secretscache.core.aws;

import java.net.URI;

/**
 * Where calls of a service go, and what they are signed for.
 *
 * @param uri the endpoint
 * @param region the region of the signature
 * @param signingName the service of the signature
 */
record AwsEndpoint(URI uri, String region, String signingName) {}
