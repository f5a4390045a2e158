package io.github.secretscache.sdktests;

import java.util.Map;

/** The AWS SDK for Java with its default HTTP client. */
class AwsSdkDefaultClientTest extends SdkClientContract {
    @Override
    ClientProcess start(Map<String, String> environment) {
        return ClientProcess.java(AwsSdkProgram.class, jar -> !jar.startsWith("url-connection-client"), environment);
    }
}
