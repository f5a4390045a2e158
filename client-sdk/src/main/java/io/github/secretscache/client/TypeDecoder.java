package io.github.secretscache.client;

/** Decodes a secret into a class: the three plain ones itself, all others by Jackson. */
final class TypeDecoder {
    private TypeDecoder() {}

    static Object decode(Secret secret, Class<?> type) {
        if (type.isPrimitive()) {
            throw new IllegalArgumentException("type must not be primitive, but is " + type);
        }
        if (type == String.class) {
            return secret.asString();
        }
        if (type == byte[].class) {
            return secret.asBytes();
        }
        if (type == Secret.class) {
            return secret;
        }
        if (!OptionalLibrary.JACKSON.isPresent()) {
            throw secret.failure("cannot be decoded into " + type.getName()
                    + ": Jackson is not on the class path. Add com.fasterxml.jackson.core:jackson-databind (2.x), or use"
                    + " field(\"...\") or get(name, decoder)");
        }
        return secret.content().decoded().keep(type, JacksonDecoder.decode(secret, type));
    }
}
