package io.github.secretscache.sdktests;

import java.util.Map;

/** aws-secretsmanager-caching-python. */
class CachingPythonTest extends SdkClientContract {
    /** Each read asks for a description first, and one that is asked for a second later is asked upstream. */
    @Override
    int mostCallsForThreeReads() {
        return 3;
    }

    @Override
    ClientProcess start(Map<String, String> environment) {
        return Programs.python("caching.py", environment);
    }
}
