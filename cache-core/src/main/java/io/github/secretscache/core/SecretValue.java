package io.github.secretscache.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One version of a secret or parameter as a {@link SecretSource} returned it: the payload, text or binary, and its
 * description. Immutable and thread-safe. The payload is in no exception and not in {@link #toString()}.
 */
public final class SecretValue {
    private final String arn;
    private final String name;
    private final String versionId;
    private final List<String> versionStages;
    private final @Nullable Instant createdDate;
    private final @Nullable Parameter parameter;
    private final boolean text;
    private final byte[] payload;

    private SecretValue(Description description, boolean text, byte[] payload) {
        this.arn = description.arn();
        this.name = description.name();
        this.versionId = description.versionId();
        this.versionStages = description.versionStages();
        this.createdDate = description.createdDate();
        this.parameter = description.parameter();
        this.text = text;
        this.payload = payload;
    }

    /**
     * The properties that only a parameter has.
     *
     * @param type {@code String}, {@code StringList} or {@code SecureString}
     * @param dataType such as {@code text} or {@code aws:ec2:image}; {@code null} where the service names none
     */
    public record Parameter(String type, @Nullable String dataType) {
        /** Checks that there is a type. */
        public Parameter {
            Objects.requireNonNull(type, "type");
        }
    }

    /**
     * Everything that the service says about a version except its payload.
     *
     * @param arn the full ARN
     * @param name the name
     * @param versionId the version's id; of a parameter, its version number
     * @param versionStages the staging labels on it, in the service's order; empty for a parameter, whose labels the
     *     service does not return
     * @param createdDate when the version was made; {@code null} where the source does not know
     * @param parameter the properties of a parameter; {@code null} for a secret
     */
    public record Description(
            String arn,
            String name,
            String versionId,
            List<String> versionStages,
            @Nullable Instant createdDate,
            @Nullable Parameter parameter) {
        /** Checks that nothing but the date is missing. */
        public Description {
            Objects.requireNonNull(arn, "arn");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(versionId, "versionId");
            versionStages = List.copyOf(versionStages);
        }

        /**
         * A version of a secret.
         *
         * @param arn the secret's full ARN
         * @param name the secret's name
         * @param versionId the version's id
         * @param versionStages the staging labels on it, in the service's order
         * @param createdDate when the version was made; {@code null} where the source does not know
         */
        public Description(
                String arn, String name, String versionId, List<String> versionStages, @Nullable Instant createdDate) {
            this(arn, name, versionId, versionStages, createdDate, null);
        }

        /**
         * A version of a parameter, without a date.
         *
         * @param arn the parameter's ARN
         * @param name the parameter's name
         * @param version the version number
         * @param type {@code String}, {@code StringList} or {@code SecureString}; its data type is {@code text}
         * @return the description
         */
        public static Description ofParameter(String arn, String name, long version, String type) {
            return new Description(arn, name, String.valueOf(version), List.of(), null, new Parameter(type, "text"));
        }

        /**
         * A current version, without a date.
         *
         * @param arn the secret's full ARN
         * @param name the secret's name
         * @param versionId the version's id
         * @return the description, at stage {@value SecretId#AWSCURRENT}
         */
        public static Description of(String arn, String name, String versionId) {
            return new Description(arn, name, versionId, List.of(SecretId.AWSCURRENT), null);
        }

        /**
         * The same version with other labels.
         *
         * @param stages the staging labels on it
         * @return the description
         */
        public Description withStages(List<String> stages) {
            return new Description(arn, name, versionId, stages, createdDate, parameter);
        }

        /**
         * The same version with the date when it was made.
         *
         * @param date when it was made
         * @return the description
         */
        public Description withCreatedDate(Instant date) {
            return new Description(arn, name, versionId, versionStages, date, parameter);
        }
    }

    /**
     * A text secret ({@code SecretString}).
     *
     * @param description what the service says of it
     * @param payload the text
     * @return the value
     */
    public static SecretValue ofText(Description description, String payload) {
        return new SecretValue(description, true, payload.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A binary secret ({@code SecretBinary}).
     *
     * @param description what the service says of it
     * @param payload the bytes; copied
     * @return the value
     */
    public static SecretValue ofBinary(Description description, byte[] payload) {
        return new SecretValue(description, false, payload.clone());
    }

    /** {@return the full ARN} */
    public String arn() {
        return arn;
    }

    /** {@return the name} */
    public String name() {
        return name;
    }

    /** {@return the version's id; of a parameter, its version number} */
    public String versionId() {
        return versionId;
    }

    /** {@return the staging labels on this version, unmodifiable} */
    public List<String> versionStages() {
        return versionStages;
    }

    /** {@return when this version was made, or {@code null} where the source does not know} */
    public @Nullable Instant createdDate() {
        return createdDate;
    }

    /** {@return the properties of a parameter, or {@code null} for a secret} */
    public @Nullable Parameter parameter() {
        return parameter;
    }

    /** {@return whether the payload is text ({@code SecretString}) and not binary} */
    public boolean isText() {
        return text;
    }

    /**
     * The payload of a text secret.
     *
     * @return the text
     * @throws IllegalStateException if the secret is binary
     */
    public String asString() {
        if (!text) {
            throw new IllegalStateException("secret " + name + " is binary: read it with asBytes()");
        }
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** {@return a copy of the payload: the bytes of a binary secret, or of a text secret in UTF-8} */
    public byte[] asBytes() {
        return payload.clone();
    }

    /** {@return a read-only view of what {@link #asBytes()} copies} */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(payload).asReadOnlyBuffer();
    }

    /** {@return the payload's length in bytes} */
    public int sizeInBytes() {
        return payload.length;
    }

    /** {@return name, version and length, never the payload} */
    @Override
    public String toString() {
        return "SecretValue[name=" + name + ", versionId=" + versionId + ", versionStages=" + versionStages + ", "
                + payload.length + " bytes]";
    }
}
