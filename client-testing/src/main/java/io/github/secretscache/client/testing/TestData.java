package io.github.secretscache.client.testing;

import io.github.secretscache.client.JsonDecoder;

/** What a server serves. */
record TestData(TestVersions secrets, TestVersions parameters) {
    static TestData none() {
        return new TestData(
                new TestVersions(TestKind.SECRET, JsonDecoder.lenient()),
                new TestVersions(TestKind.PARAMETER, JsonDecoder.lenient()));
    }

    TestVersions of(TestKind kind) {
        return kind == TestKind.SECRET ? secrets : parameters;
    }

    /** {@return the same, without failures and with nothing read} */
    TestData copy() {
        return new TestData(secrets.copy(), parameters.copy());
    }
}
