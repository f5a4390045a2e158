package io.github.secretscache.core.aws;

import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;
import software.amazon.awssdk.services.sts.StsClientBuilder;

/**
 * The variables that name the upstream of this process's own calls, and beat AWS's: those a program shares with its
 * cache, and they lead to the cache.
 */
final class AwsUpstream {
    private static final String PREFIX = "SECRETS_CACHE_ENDPOINT_URL_";
    static final String SECRETS_MANAGER = PREFIX + "SECRETS_MANAGER";
    static final String SSM = PREFIX + "SSM";
    static final String STS = PREFIX + "STS";

    private AwsUpstream() {}

    /** {@return the variable for the service of a client that is being built} */
    static String variable(Object builder) {
        if (builder instanceof SecretsManagerClientBuilder) {
            return SECRETS_MANAGER;
        }
        return builder instanceof StsClientBuilder ? STS : SSM;
    }
}
