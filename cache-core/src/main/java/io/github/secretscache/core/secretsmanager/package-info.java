/**
 * AWS Secrets Manager as a {@link io.github.secretscache.core.SecretSource}; {@link
 * io.github.secretscache.core.secretsmanager.SecretsManagerSource} is the door. The AWS SDK is known here and nowhere else.
 */
@NullMarked
package io.github.secretscache.core.secretsmanager;

import org.jspecify.annotations.NullMarked;
