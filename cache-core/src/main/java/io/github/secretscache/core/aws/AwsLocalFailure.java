package io.github.secretscache.core.aws;

import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Failures of the SDK before a call is made: names the variable or file that causes them, and the SDK's own reason. */
final class AwsLocalFailure {
    private static final String[] ENDPOINTS = {
        "AWS_ENDPOINT_URL_SECRETS_MANAGER",
        "aws.endpointUrlSecretsManager",
        "AWS_ENDPOINT_URL_SSM",
        "aws.endpointUrlSsm",
        "AWS_ENDPOINT_URL_STS",
        "aws.endpointUrlSts",
        "AWS_ENDPOINT_URL",
        "aws.endpointUrl"
    };

    private final AwsEnvironment environment;

    AwsLocalFailure(AwsEnvironment environment) {
        this.environment = environment;
    }

    /** {@return what is wrong, when the SDK could not even build a client} */
    RuntimeException ofBuilding(RuntimeException e) {
        String text = String.valueOf(e.getMessage());
        boolean known = e instanceof AwsSettingException || text.startsWith("Unable to load region");
        return known ? e : new AwsSettingException(named(text, e), e);
    }

    /** {@return what is wrong, when the SDK refused a call before it made it; else {@code null}} */
    static @Nullable RuntimeException ofCall(AwsEnvironment environment, Throwable e) {
        String text = String.valueOf(e.getMessage());
        boolean local = text.startsWith("Invalid Configuration") || text.startsWith("Configured region");
        return local ? new AwsSettingException(new AwsLocalFailure(environment).named(text, e), e) : null;
    }

    private String named(String text, Throwable e) {
        String culprit = culprit(text, e);
        String value = culprit == null ? null : environment.get(culprit);
        // A URL may hold a password; any other value is short or already in the SDK's text.
        boolean shown = value != null && !value.contains("@");
        return (culprit == null ? "the SDK's settings: " : culprit + (shown ? "=" + value : "") + ": ") + text;
    }

    private @Nullable String culprit(String text, Throwable e) {
        if (text.contains("Environment variable '")) {
            return null; // The SDK names it.
        }
        if (text.contains("FIPS")) {
            return setOne("AWS_USE_FIPS_ENDPOINT", "aws.useFipsEndpoint");
        }
        if (text.startsWith("Configured region")) {
            return setOne("AWS_REGION", "aws.region");
        }
        if (e instanceof NumberFormatException) {
            return setOne("AWS_MAX_ATTEMPTS", "aws.maxAttempts");
        }
        if (text.contains("retry policy mode")) {
            return setOne("AWS_RETRY_MODE", "aws.retryMode");
        }
        if (e.getCause() instanceof URISyntaxException || text.contains("endpointOverride")) {
            return setOne(ENDPOINTS);
        }
        boolean profile =
                e instanceof IllegalArgumentException && (text.contains("on line") || text.contains("rofile"));
        return profile
                ? setOne(
                        "AWS_CONFIG_FILE", "aws.configFile", "AWS_SHARED_CREDENTIALS_FILE", "aws.sharedCredentialsFile")
                : null;
    }

    /** {@return the first of these variables and system properties that is set, or {@code null}} */
    private @Nullable String setOne(String... names) {
        for (String name : names) {
            if (environment.has(name) || System.getProperty(name) != null) {
                return name;
            }
        }
        return null;
    }
}
