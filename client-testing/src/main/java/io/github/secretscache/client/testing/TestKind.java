package io.github.secretscache.client.testing;

/** The kind of value in a double: the versions of a secret have stages, those of a parameter have numbers and labels. */
enum TestKind {
    SECRET("Secret", "/cache/", "v"),
    PARAMETER("Parameter", "/parameters/", "");

    private final String noun;
    private final String path;
    private final String versionPrefix;

    TestKind(String noun, String path, String versionPrefix) {
        this.noun = noun;
        this.path = path;
        this.versionPrefix = versionPrefix;
    }

    String noun() {
        return noun;
    }

    /** {@return the beginning of a request's path} */
    String path() {
        return path;
    }

    /** {@return the prefix of its versions: v1 and v2, or 1 and 2} */
    String versionId(int number) {
        return versionPrefix + number;
    }
}
