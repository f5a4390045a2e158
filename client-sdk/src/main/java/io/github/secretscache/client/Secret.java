package io.github.secretscache.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One version of a secret, or of a parameter of Parameter Store, as the server gave it. Immutable and thread-safe. {@link
 * #toString} shows name, version and length only.
 */
public final class Secret {
    private static final long UNKNOWN = -1;
    private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE);

    private final String name;
    private final SecretContent content;
    private final String versionId;
    private final List<String> versionStages;
    private final InstantSource clock;
    private final long fetchedAtMillis;
    private final long ttlMillis;
    private final JsonDecoder jsonDecoder;
    private final ValueKind kind;

    private Secret(Builder builder, SecretContent content) {
        this.name = builder.name;
        this.content = content;
        this.versionId = builder.versionId;
        this.versionStages = builder.versionStages;
        this.clock = builder.clock;
        this.fetchedAtMillis = builder.fetchedAt == null ? clock.millis() : builder.fetchedAt.toEpochMilli();
        this.jsonDecoder = builder.jsonDecoder;
        this.kind = builder.kind;
        this.ttlMillis = builder.timeToLive == null ? UNKNOWN : atLeastOneMilli(builder.timeToLive);
    }

    /** A fraction of a millisecond is not no limit, and the longest duration is more than a long holds. */
    private static long atLeastOneMilli(Duration duration) {
        return duration.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : Math.max(1, duration.toMillis());
    }

    /**
     * {@return a secret of text, for tests and fallbacks: stage AWSCURRENT, no version id, just fetched}
     *
     * @param name its name
     * @param text its value
     */
    public static Secret of(String name, String text) {
        return builder(name).text(text).build();
    }

    /**
     * {@return a binary secret, for tests and fallbacks: stage AWSCURRENT, no version id, just fetched}
     *
     * @param name its name
     * @param bytes its value; copied
     */
    public static Secret of(String name, byte[] bytes) {
        return builder(name).bytes(bytes).build();
    }

    /**
     * {@return a builder, for tests and fallbacks}
     *
     * @param name the secret's name
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** {@return the name that the server gave, or else the name that was asked for} */
    public String name() {
        return name;
    }

    /**
     * {@return the secret's text}
     *
     * @throws SecretsCacheException if the secret is binary
     */
    public String asString() {
        String text = content.text();
        if (text == null) {
            throw failure("is binary and has no text; use asBytes()");
        }
        return text;
    }

    /**
     * {@return the items of a StringList parameter: the text, split at each comma; unmodifiable}
     *
     * <p>Items are not trimmed, empty items are kept, and an empty text has no items.
     *
     * @throws SecretsCacheException if the secret is binary
     */
    public List<String> asList() {
        String text = asString();
        return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
    }

    /** {@return whether the secret is binary, not text} */
    public boolean isBinary() {
        return content.text() == null;
    }

    /** {@return a copy of the secret's bytes; of a text, its UTF-8 encoding} */
    public byte[] asBytes() {
        return content.bytes();
    }

    /**
     * {@return one field of a secret whose text is a JSON object: a string as it is, anything else as its JSON text}
     *
     * <p>Needs no JSON library. Reads by RFC 8259, strictly; a name that occurs twice is refused.
     *
     * @param field the field's name, at the top level of the object
     * @throws SecretsCacheException if the text is not a JSON object, or the field is missing or null
     */
    public String field(String field) {
        Objects.requireNonNull(field, "field");
        Map<String, @Nullable String> fields = fields();
        String value = fields.get(field);
        if (value != null) {
            return value;
        }
        if (fields.containsKey(field)) {
            throw failure("has null in its field \"" + field + "\"; give it a value in Secrets Manager");
        }
        throw failure("has no field \"" + field + "\" among its " + fields.size()
                + "; check the spelling (case counts), or put the field into the secret");
    }

    /**
     * {@return the names of the fields of a secret whose text is a JSON object, in its order; unmodifiable}
     *
     * @throws SecretsCacheException if the text is not a JSON object
     */
    public Set<String> fieldNames() {
        return Collections.unmodifiableSet(fields().keySet());
    }

    /** {@return the version id, or an empty string if the server named none} */
    public String versionId() {
        return versionId;
    }

    /** {@return the version's stages, such as AWSCURRENT; unmodifiable} */
    public List<String> versionStages() {
        return versionStages;
    }

    /**
     * {@return how long ago, by the wall clock, the server last fetched the value from Secrets Manager; counted from the read
     * if the server does not say}
     */
    public Duration age() {
        return Duration.ofMillis(Math.max(0, clock.millis() - fetchedAtMillis));
    }

    /** {@return whether {@link #age} has reached the time to live that the server gave the value; false if it gave none} */
    public boolean isStale() {
        return hasTimeToLive() && !isFreshAt(clock.millis());
    }

    /** {@return name, version and length; never the value} */
    @Override
    public String toString() {
        return "Secret[name=" + name + ", versionId=" + versionId + ", length=" + content.length() + "]";
    }

    /**
     * {@return the secret, decoded: into {@code String}, {@code byte[]} (a copy) or {@link Secret} as it is; into anything
     * else, such as a record, a bean or {@code Map}, from JSON by the client's {@link JsonDecoder}}
     *
     * <p>Each version is decoded once and all callers get the same object, so it must not be changed; maps and lists are
     * unmodifiable.
     *
     * @param type what to decode into
     * @param <T> the type
     * @throws SecretsCacheException if the secret does not fit the type (the message names the field, never the value), or
     *     if a library that decodes is needed and missing
     * @throws IllegalArgumentException if the type is primitive
     */
    public <T> T as(Class<T> type) {
        Object known = content.decoded().find(type);
        return type.cast(known != null ? known : TypeDecoder.decode(this, type, jsonDecoder));
    }

    /**
     * {@return the secret, decoded by the caller's own function}
     *
     * <p>The result is kept for the decoder and the version, so keep the decoder in a field: a new one for each call decodes
     * each time. Concurrent threads may each decode a new version; all get the same object.
     *
     * @param decoder what decodes it; its exceptions reach the caller unchanged
     * @param <T> the type
     * @throws SecretsCacheException if the decoder returns null
     */
    @SuppressWarnings("unchecked") // what is kept under a decoder came from it
    public <T> T as(SecretDecoder<T> decoder) {
        Object known = content.decoded().find(decoder);
        if (known != null) {
            return (T) known;
        }
        T made = decoder.decode(this);
        if (made == null) {
            throw failure("was decoded to null; a decoder must return a value");
        }
        return (T) content.decoded().keep(decoder, made);
    }

    SecretContent content() {
        return content;
    }

    boolean hasTimeToLive() {
        return ttlMillis > 0;
    }

    boolean isFreshAt(long millis) {
        return millis - fetchedAtMillis < ttlMillis;
    }

    SecretsCacheException failure(String problem) {
        String version = versionId.isEmpty() ? "" : " (version " + versionId + ")";
        return new SecretsCacheException(name, kind.subject(name) + version + " " + problem + ".", null);
    }

    private Map<String, @Nullable String> fields() {
        String text = asString();
        try {
            return content.fields(text);
        } catch (MalformedJsonException e) {
            throw failure("has no fields: its text is not a JSON object (" + e.getMessage() + "); use asString()");
        }
    }

    /** Makes a {@link Secret}; needs {@link #text} or {@link #bytes}. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private @Nullable SecretContent content;
        private String versionId = "";
        private List<String> versionStages = List.of("AWSCURRENT");
        private InstantSource clock = InstantSource.system();
        private @Nullable Instant fetchedAt;
        private @Nullable Duration timeToLive;
        private JsonDecoder jsonDecoder = JsonDecoder.lenient();
        private ValueKind kind = ValueKind.SECRET;

        private Builder(String name) {
            this.name = Objects.requireNonNull(name, "name");
        }

        /**
         * Sets a text value.
         *
         * @param text its value
         * @return this
         */
        public Builder text(String text) {
            return content(new SecretContent(text.getBytes(StandardCharsets.UTF_8), text));
        }

        /**
         * Sets a binary value.
         *
         * @param bytes its value; copied
         * @return this
         */
        public Builder bytes(byte[] bytes) {
            return content(new SecretContent(bytes.clone(), null));
        }

        /**
         * Takes the value of another secret, together with its decoded values.
         *
         * @param other the other
         * @return this
         */
        public Builder sameValueAs(Secret other) {
            return content(other.content());
        }

        /**
         * Sets its version.
         *
         * @param versionId the version id; empty unless set
         * @return this
         */
        public Builder versionId(String versionId) {
            this.versionId = Objects.requireNonNull(versionId, "versionId");
            return this;
        }

        /**
         * Sets the stages of its version.
         *
         * @param versionStages the stages; AWSCURRENT unless set; copied
         * @return this
         */
        public Builder versionStages(List<String> versionStages) {
            this.versionStages = List.copyOf(versionStages);
            return this;
        }

        /**
         * Sets when it was fetched from Secrets Manager.
         *
         * @param fetchedAt a time by {@link #clock}; now unless set
         * @return this
         */
        public Builder fetchedAt(Instant fetchedAt) {
            this.fetchedAt = Objects.requireNonNull(fetchedAt, "fetchedAt");
            return this;
        }

        /**
         * Sets the age from which it is stale.
         *
         * @param timeToLive more than zero; never stale unless set
         * @return this
         * @throws IllegalArgumentException if {@code timeToLive} is zero or negative
         */
        public Builder timeToLive(Duration timeToLive) {
            if (timeToLive.isZero() || timeToLive.isNegative()) {
                throw new IllegalArgumentException("timeToLive must be more than zero, but is " + timeToLive);
            }
            this.timeToLive = timeToLive;
            return this;
        }

        /**
         * Sets the clock for its age.
         *
         * @param clock the clock; the system's unless set
         * @return this
         */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Sets what decodes it from JSON.
         *
         * @param jsonDecoder the decoder; {@link JsonDecoder#lenient()} unless set
         * @return this
         */
        public Builder jsonDecoder(JsonDecoder jsonDecoder) {
            this.jsonDecoder = Objects.requireNonNull(jsonDecoder, "jsonDecoder");
            return this;
        }

        Builder kind(ValueKind kind) {
            this.kind = kind;
            return this;
        }

        Builder content(SecretContent content) {
            this.content = content;
            return this;
        }

        /**
         * {@return the secret}
         *
         * @throws IllegalStateException if neither {@link #text} nor {@link #bytes} was set
         */
        public Secret build() {
            if (content == null) {
                throw new IllegalStateException("Secret \"" + name + "\" needs text(...) or bytes(...)");
            }
            return new Secret(this, content);
        }
    }
}
