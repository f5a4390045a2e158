package io.github.secretscache.client.testing;

/** What a double gives: the versions of a secret have stages, those of a parameter numbers and labels. */
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

    /** {@return what the path of a request begins with} */
    String path() {
        return path;
    }

    /** {@return how its versions are called: v1 and v2, or 1 and 2} */
    String versionId(int number) {
        return versionPrefix + number;
    }
}
