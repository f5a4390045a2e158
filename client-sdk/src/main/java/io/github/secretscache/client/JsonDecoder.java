package io.github.secretscache.client;

/**
 * Turns the JSON text of a secret into a value of a type. A mapper of the caller's is one by its method:
 * {@code mapper::readValue} for the {@code ObjectMapper} of Jackson 2 or the {@code JsonMapper} of Jackson 3,
 * {@code gson::fromJson} for Gson. Must be safe for use by several threads.
 */
@FunctionalInterface
public interface JsonDecoder {
    /**
     * Decodes one text. What it throws does not reach the caller of {@code get}, because its message may quote the secret;
     * he gets a {@link SecretsCacheException} that names the type, the exception's class and, if that is one of Jackson's, the
     * field.
     *
     * @param json the secret's text
     * @param type what to decode into
     * @return the value, an instance of the type; kept and given to every caller until the version changes
     * @throws Exception if the text does not fit
     */
    Object decode(String json, Class<?> type) throws Exception;

    /**
     * {@return the decoder that is used unless another is set: Jackson 2 or 3, whichever is on the class path, the older where
     * both are}
     *
     * <p>Fields the type does not have are ignored, for a rotation may add some. A record's component that the JSON lacks is
     * null; one of a primitive type, and a field that stands twice, are refused.
     */
    static JsonDecoder lenient() {
        return JacksonDecoder.LENIENT;
    }

    /** {@return the same, but JSON that lacks a component of the record, or has null for it, is refused} */
    static JsonDecoder strict() {
        return JacksonDecoder.STRICT;
    }
}
