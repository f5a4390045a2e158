package io.github.secretscache.client;

/** Jackson 2 or 3, whichever the function has; looked up when first needed. */
enum JacksonDecoder implements JsonDecoder {
    LENIENT(false),
    STRICT(true);

    private final boolean needsAllComponents;

    JacksonDecoder(boolean needsAllComponents) {
        this.needsAllComponents = needsAllComponents;
    }

    @Override
    public Object decode(String json, Class<?> type) throws Exception {
        if (OptionalLibrary.JACKSON_2.isPresent()) {
            return Jackson2.decode(json, type, needsAllComponents);
        }
        if (OptionalLibrary.JACKSON_3.isPresent()) {
            return Jackson3.decode(json, type, needsAllComponents);
        }
        throw new NoJacksonException();
    }

    /** Neither is on the class path. */
    static final class NoJacksonException extends Exception {}
}
