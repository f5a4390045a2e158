package io.github.secretscache.client;

/**
 * Turns the JSON text of a secret into a value of a type. To use your own mapper, pass its read method:
 * {@code mapper::readValue} for the {@code ObjectMapper} of Jackson 2 or the {@code JsonMapper} of Jackson 3,
 * {@code gson::fromJson} for Gson. Must be thread-safe.
 */
@FunctionalInterface
public interface JsonDecoder {
    /**
     * Decodes one text. Its exception does not reach the caller of {@code get}, because the message may quote the secret. The
     * caller gets a {@link SecretsCacheException} that names the type, the exception's class and, if it is one of Jackson's,
     * the field.
     *
     * @param json the secret's text
     * @param type what to decode into
     * @return the value, an instance of the type; kept and given to every caller until the version changes
     * @throws Exception if the text does not fit
     */
    Object decode(String json, Class<?> type) throws Exception;

    /**
     * {@return the decoder that is used unless another is set: Jackson 2 or 3, whichever is on the class path; Jackson
     * 2 if both are}
     *
     * <p>Fields that the type does not have are ignored, because a rotation may add some. A record component that is
     * missing in the JSON becomes null. A missing component of a primitive type, and a field that occurs twice, are
     * refused.
     */
    static JsonDecoder lenient() {
        return JacksonDecoder.LENIENT;
    }

    /** {@return the same decoder, except that it refuses JSON in which a component of the record is missing or null} */
    static JsonDecoder strict() {
        return JacksonDecoder.STRICT;
    }
}
