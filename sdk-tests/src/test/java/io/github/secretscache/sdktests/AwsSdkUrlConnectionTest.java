package io.github.secretscache.sdktests;

import java.util.Map;

/** The AWS SDK for Java with its small HTTP client. */
class AwsSdkUrlConnectionTest extends SdkClientContract {
    @Override
    ClientProcess start(Map<String, String> environment) {
        return ClientProcess.java(AwsSdkProgram.class, jar -> !jar.startsWith("apache5-client"), environment);
    }
}
