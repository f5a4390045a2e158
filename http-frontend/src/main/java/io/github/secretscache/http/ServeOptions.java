package io.github.secretscache.http;

import io.github.secretscache.core.AwsForwarder;
import io.github.secretscache.core.SignatureVerifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Who may read through an {@link HttpFrontend}, and how it answers. Immutable and thread-safe; {@link #toString()} does
 * not hold the token.
 *
 * <p>These are not options of the frontend's builder, because the ports are bound before the file with these options is
 * read.
 */
public final class ServeOptions {
    /** Enough for any function. */
    public static final int DEFAULT_MAX_CONNECTIONS = 400;

    /**
     * Stays below the 1,024 file descriptors of a sandbox, including connections that are being refused and other open
     * files.
     */
    public static final int LARGEST_MAX_CONNECTIONS = 800;

    private final @Nullable ReaderToken token;
    private final boolean requireToken;
    private final @Nullable AllowList allow;
    private final int maxConnections;
    private final AwsProfile awsProfile;
    private final @Nullable String region;
    private final @Nullable SignatureVerifier signatures;
    private final @Nullable AwsForwarder forwarder;
    private final AllowList forwarded;
    private final @Nullable UnaryOperator<String> roles;
    private final List<Setting> settings;
    private final List<EnvironmentVariable> environment;
    private final @Nullable String environmentRefusal;

    private ServeOptions(Builder builder) {
        token = builder.token;
        requireToken = builder.requireToken;
        allow = builder.allow;
        maxConnections = builder.maxConnections;
        awsProfile = builder.awsProfile;
        region = builder.region;
        signatures = builder.signatures;
        forwarder = builder.forwarder;
        forwarded = builder.forwarded;
        roles = builder.roles;
        settings = List.copyOf(builder.settings);
        environment = List.copyOf(builder.environment);
        environmentRefusal = builder.environmentRefusal;
    }

    /** {@return every option at its default: without a token, only listed secrets can be read} */
    public static ServeOptions defaults() {
        return builder().build();
    }

    /** {@return a builder with every option at its default} */
    public static Builder builder() {
        return new Builder();
    }

    /** Which of AWS's two servers the AWS-compatible paths imitate where these differ. */
    public enum AwsProfile {
        /** The AWS Secrets Manager Agent: typed JSON errors, dates in seconds, absent members left out. */
        AGENT,
        /** The AWS Parameters and Secrets Lambda Extension: one text for every error, ISO dates, explicit nulls. */
        EXTENSION
    }

    /**
     * A setting in force, as {@code /status} shows it.
     *
     * @param name its name
     * @param value its value; nothing secret
     * @param origin where it came from, such as an environment variable or a file
     */
    public record Setting(String name, String value, String origin) {
        /** Checks that nothing is missing. */
        public Setting {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(origin, "origin");
        }
    }

    @Nullable
    ReaderToken token() {
        return token;
    }

    boolean requireToken() {
        return requireToken;
    }

    boolean allows(String name) {
        return allow == null || allow.contains(name);
    }

    int maxConnections() {
        return maxConnections;
    }

    @Nullable
    String region() {
        return region;
    }

    @Nullable
    UnaryOperator<String> roles() {
        return roles;
    }

    AwsProfile awsProfile() {
        return awsProfile;
    }

    @Nullable
    SignatureVerifier signatures() {
        return signatures;
    }

    /** {@return whether there is a list of the only names that may be read} */
    boolean hasAllowList() {
        return allow != null;
    }

    /** {@return what makes calls for others, or {@code null} if nothing does} */
    @Nullable
    AwsForwarder forwarder() {
        return forwarder;
    }

    /** {@return where calls of an operation are passed on to, or {@code null} if they are not} */
    @Nullable
    AwsForwarder forwarder(String operation) {
        return forwarded.contains(operation) ? forwarder : null;
    }

    List<Setting> settings() {
        return settings;
    }

    List<EnvironmentVariable> environment() {
        return environment;
    }

    @Nullable
    String environmentRefusal() {
        return environmentRefusal;
    }

    /** {@return the options, without the token} */
    @Override
    public String toString() {
        return "ServeOptions[token=" + token + ", requireToken=" + requireToken + ", allow=" + allow
                + ", maxConnections=" + maxConnections + ", awsProfile=" + awsProfile + ", forwarded=" + forwarded
                + "]";
    }

    /** Options being collected. Not thread-safe. */
    public static final class Builder {
        private @Nullable ReaderToken token;
        private boolean requireToken;
        private @Nullable AllowList allow;
        private int maxConnections = DEFAULT_MAX_CONNECTIONS;
        private AwsProfile awsProfile = AwsProfile.AGENT;
        private @Nullable String region;
        private @Nullable SignatureVerifier signatures;
        private @Nullable AwsForwarder forwarder;
        private AllowList forwarded = new AllowList(List.of());
        private @Nullable UnaryOperator<String> roles;
        private final List<Setting> settings = new ArrayList<>();
        private final List<EnvironmentVariable> environment = new ArrayList<>();
        private @Nullable String environmentRefusal;

        private Builder() {}

        /**
         * The token that a reader must send in {@code X-Aws-Parameters-Secrets-Token} or {@code X-Vault-Token}; none by
         * default, and then only secrets that need no token can be read.
         *
         * @param token not empty
         * @return this
         * @throws IllegalArgumentException if it is empty
         */
        public Builder token(String token) {
            this.token = ReaderToken.of(token);
            return this;
        }

        /**
         * Whether listed secrets need the token too; by default they do not.
         *
         * @param required whether they do
         * @return this
         */
        public Builder requireToken(boolean required) {
            this.requireToken = required;
            return this;
        }

        /**
         * The only names that may be read, listed or not; all by default.
         *
         * @param patterns names as readers ask for them, in which {@code *} stands for any characters, {@code /}
         *     included; those of parameters begin with {@code parameter:}, such as {@code parameter:/app/*}; an empty list
         *     allows nothing
         * @return this
         * @throws IllegalArgumentException if a pattern is empty
         */
        public Builder allow(Collection<String> patterns) {
            this.allow = new AllowList(patterns);
            return this;
        }

        /**
         * How many connections may be open at a time, {@value #DEFAULT_MAX_CONNECTIONS} by default. On one more, the
         * first request is answered with 429.
         *
         * @param connections 1 to {@value #LARGEST_MAX_CONNECTIONS}
         * @return this
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder maxConnections(int connections) {
            if (connections < 1 || connections > LARGEST_MAX_CONNECTIONS) {
                throw new IllegalArgumentException(
                        "maxConnections must be 1 to " + LARGEST_MAX_CONNECTIONS + ", but is " + connections);
            }
            this.maxConnections = connections;
            return this;
        }

        /**
         * Whose replies the AWS-compatible paths imitate, {@link AwsProfile#AGENT} by default.
         *
         * @param profile whose
         * @return this
         */
        public Builder awsProfile(AwsProfile profile) {
            this.awsProfile = Objects.requireNonNull(profile, "profile");
            return this;
        }

        /**
         * The region of the secrets that are read by name. An AWS SDK that asks for a name in another region is then
         * refused, instead of getting this region's secret of that name. Unknown by default, and then no region is
         * refused.
         *
         * @param name such as {@code eu-west-1}
         * @return this
         * @throws IllegalArgumentException if it is blank
         */
        public Builder region(String name) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("region must be a region such as eu-west-1, but is blank");
            }
            this.region = name;
            return this;
        }

        /**
         * Verifies the signatures of AWS SDKs; none by default. With a verifier an SDK is admitted by its signature,
         * without one by its session token, if that is the token.
         *
         * @param verifier verifies signatures
         * @return this
         */
        public Builder signatures(SignatureVerifier verifier) {
            this.signatures = Objects.requireNonNull(verifier, "verifier");
            return this;
        }

        /**
         * Forwards calls of AWS SDKs that the cache does not answer itself; none by default.
         *
         * @param to makes the calls, with credentials of this process
         * @param operations which, such as {@code PutSecretValue}; {@code *} stands for any characters
         * @return this
         * @throws IllegalArgumentException if one is empty
         */
        public Builder forward(AwsForwarder to, Collection<String> operations) {
            this.forwarder = Objects.requireNonNull(to, "to");
            this.forwarded = new AllowList(operations);
            return this;
        }

        /**
         * Lets readers on the AWS-compatible paths name a role to read with, by {@code roleArn}, up to 20 roles in all;
         * not allowed by default.
         *
         * @param groupOf maps the ARN of a role to the name of the group of the cache's source that reads with it. Called
         *     once for each role, by one thread at a time; throws {@link IllegalArgumentException} if it is not a role
         * @return this
         */
        public Builder roles(UnaryOperator<String> groupOf) {
            this.roles = Objects.requireNonNull(groupOf, "groupOf");
            return this;
        }

        /**
         * The settings in force, for {@code /status}; none by default.
         *
         * @param inForce the settings, without anything secret
         * @return this
         */
        public Builder settings(Collection<Setting> inForce) {
            settings.addAll(inForce);
            return this;
        }

        /**
         * The variables that {@code /environment} returns to a reader with the token; none by default.
         *
         * @param variables the variables, each name once
         * @return this
         */
        public Builder environment(Collection<EnvironmentVariable> variables) {
            environment.addAll(variables);
            return this;
        }

        /**
         * Refuses {@code /environment}; by default it is answered.
         *
         * @param reason why, and what to do
         * @return this
         */
        public Builder refuseEnvironment(String reason) {
            this.environmentRefusal = reason;
            return this;
        }

        /** {@return the options} */
        public ServeOptions build() {
            return new ServeOptions(this);
        }
    }
}
