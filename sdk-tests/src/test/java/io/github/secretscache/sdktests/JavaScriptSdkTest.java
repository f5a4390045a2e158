package io.github.secretscache.sdktests;

import java.util.Map;

/** The AWS SDK for JavaScript v3. */
class JavaScriptSdkTest extends SdkClientContract {
    @Override
    ClientProcess start(Map<String, String> environment) {
        return Programs.node("sdk.js", environment);
    }
}
