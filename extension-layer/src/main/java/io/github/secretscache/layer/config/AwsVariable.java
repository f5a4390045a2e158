package io.github.secretscache.layer.config;

import org.jspecify.annotations.Nullable;

/**
 * A variable of the AWS Parameters and Secrets Lambda Extension that counts if our setting is not set anywhere.
 *
 * @param name of the variable
 * @param type what AWS's extension accepts there; an amount above our bound counts as our bound
 * @param nothing a value that means "not set" there, so that our default counts; {@code null} if there is none
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html">The AWS
 *     extension's variables</a>
 */
record AwsVariable<T>(
        String name, ValueType<T> type, @Nullable T nothing) {}
