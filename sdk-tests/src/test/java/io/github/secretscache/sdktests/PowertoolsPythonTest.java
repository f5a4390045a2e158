package io.github.secretscache.sdktests;

import java.util.Map;

/** Powertools for AWS Lambda (Python), parameters. */
class PowertoolsPythonTest extends SdkClientContract {
    @Override
    ClientProcess start(Map<String, String> environment) {
        return Programs.python("powertools.py", environment);
    }
}
