package io.github.secretscache.sdktests;

import java.util.Map;

/** boto3. */
class Boto3Test extends SdkClientContract {
    @Override
    ClientProcess start(Map<String, String> environment) {
        return Programs.python("sdk.py", environment);
    }
}
