package io.github.secretscache.core;

/** What a {@link SecretId} names. A secret and a parameter may have the same name. */
public enum SecretKind {
    /** A secret of AWS Secrets Manager. */
    SECRET("secret"),

    /** A parameter of AWS Systems Manager Parameter Store. */
    PARAMETER("parameter");

    private final String noun;

    SecretKind(String noun) {
        this.noun = noun;
    }

    /** {@return what to call it in a message: {@code secret} or {@code parameter}} */
    public String noun() {
        return noun;
    }
}
