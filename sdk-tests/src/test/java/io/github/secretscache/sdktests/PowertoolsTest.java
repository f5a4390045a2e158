package io.github.secretscache.sdktests;

import java.util.Map;

/** Powertools for AWS Lambda (Java), parameters. */
class PowertoolsTest extends SdkClientContract {
    @Override
    ClientProcess start(Map<String, String> environment) {
        return ClientProcess.java(PowertoolsProgram.class, jar -> !jar.startsWith("apache5-client"), environment);
    }
}
