package io.github.secretscache.core.aws;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFileLocation;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsWebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The SDK's default chain, in its order. It knows which of its providers was configured: if none has credentials, the
 * error names that provider and how it failed. A provider that failed is created anew for the next try, so that a file
 * that appears later is found. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/sdk-for-java/latest/developer-guide/credentials-chain.html">Default
 *     credentials provider chain</a>
 */
final class AwsCredentialsChain implements AwsCredentialsProvider, SdkAutoCloseable {
    private final List<Link> links = new ArrayList<>();
    private final AwsEnvironment environment;
    private volatile @Nullable Link last;

    /** @param sts what web identity is exchanged at, over the connections of all other calls */
    AwsCredentialsChain(AwsEnvironment environment, Supplier<StsClient> sts) {
        this.environment = environment;
        link(
                "system properties",
                () -> System.getProperty("aws.accessKeyId") != null,
                SystemPropertyCredentialsProvider::create);
        link(
                "AWS_ACCESS_KEY_ID",
                () -> environment.has("AWS_ACCESS_KEY_ID"),
                EnvironmentVariableCredentialsProvider::create);
        link(
                "web identity, AWS_WEB_IDENTITY_TOKEN_FILE",
                () -> isSet("AWS_WEB_IDENTITY_TOKEN_FILE", "aws.webIdentityTokenFile"),
                () -> StsWebIdentityTokenFileCredentialsProvider.builder()
                        .stsClient(sts.get())
                        .build());
        link(
                "profile",
                this::hasProfile,
                () -> ProfileCredentialsProvider.builder().build());
        link(
                "container, AWS_CONTAINER_CREDENTIALS_…_URI",
                () -> isSet("AWS_CONTAINER_CREDENTIALS_FULL_URI", "aws.containerCredentialsFullUri")
                        || isSet("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "aws.containerCredentialsPath"),
                () -> ContainerCredentialsProvider.builder().build());
        link(
                "instance profile",
                () -> true,
                () -> InstanceProfileCredentialsProvider.builder().build());
    }

    private void link(String name, BooleanSupplier configured, Supplier<AwsCredentialsProvider> maker) {
        links.add(new Link(name, configured, maker));
    }

    private boolean isSet(String variable, String property) {
        return environment.has(variable) || System.getProperty(property) != null;
    }

    private boolean hasProfile() {
        return isSet("AWS_PROFILE", "aws.profile")
                || exists(environment.get("AWS_SHARED_CREDENTIALS_FILE"), ProfileFileLocation.credentialsFilePath())
                || exists(environment.get("AWS_CONFIG_FILE"), ProfileFileLocation.configurationFilePath());
    }

    private static boolean exists(@Nullable String named, Path otherwise) {
        try {
            return named != null || Files.exists(otherwise);
        } catch (InvalidPathException e) {
            return true;
        }
    }

    @Override
    public AwsCredentials resolveCredentials() {
        Link proven = last;
        RuntimeException failure = null;
        if (proven != null) {
            try {
                return proven.resolve();
            } catch (RuntimeException e) {
                failure = new AwsCredentialsException(proven.name + ": " + reason(e), e);
                last = null;
            }
        }
        for (Link link : links) {
            if (link != proven && link.configured.getAsBoolean()) {
                try {
                    AwsCredentials credentials = link.resolve();
                    last = link;
                    return credentials;
                } catch (RuntimeException e) {
                    failure = failure == null ? failure(link, e) : failure;
                }
            }
        }
        throw failure == null ? nowhere() : failure;
    }

    /** The last provider is never configured: if only that one fails, there are no credentials. */
    private RuntimeException failure(Link link, RuntimeException e) {
        return link == links.get(links.size() - 1)
                ? nowhere()
                : new AwsCredentialsException(link.name + ": " + reason(e), e);
    }

    private static RuntimeException nowhere() {
        return SdkClientException.create("no provider of the chain has credentials");
    }

    /** The SDK's own message if the failure is local; only the error code if AWS answered. */
    private static String reason(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof AwsServiceException refused) {
                String code = refused.awsErrorDetails() == null
                        ? null
                        : refused.awsErrorDetails().errorCode();
                return "refused by AWS" + (code == null || !code.matches("[A-Za-z]{3,60}") ? "" : " with " + code);
            }
        }
        String text = String.valueOf(e.getMessage());
        int output = text.indexOf(" with error message");
        return AwsSettingException.printable(output < 0 ? text : text.substring(0, output));
    }

    @Override
    public void close() {
        links.forEach(Link::close);
    }

    /** One provider, made when it is needed. */
    private static final class Link {
        private final String name;
        private final BooleanSupplier configured;
        private final Supplier<AwsCredentialsProvider> maker;
        private @Nullable AwsCredentialsProvider provider;

        Link(String name, BooleanSupplier configured, Supplier<AwsCredentialsProvider> maker) {
            this.name = name;
            this.configured = configured;
            this.maker = maker;
        }

        AwsCredentials resolve() {
            AwsCredentialsProvider current = provider();
            try {
                return current.resolveCredentials();
            } catch (RuntimeException e) {
                drop(current);
                throw e;
            }
        }

        private synchronized AwsCredentialsProvider provider() {
            AwsCredentialsProvider current = provider;
            if (current == null) {
                current = maker.get();
                provider = current;
            }
            return current;
        }

        private synchronized void drop(AwsCredentialsProvider failed) {
            if (provider == failed) {
                close();
            }
        }

        synchronized void close() {
            if (provider instanceof SdkAutoCloseable closeable) {
                closeable.close();
            }
            provider = null;
        }
    }
}
