package io.github.secretscache.sdktests;

import java.util.Map;

/** aws-secretsmanager-caching-java. */
class CachingLibraryTest extends SdkClientContract {
    /** Each read asks for a description first, and one that is asked for a second later is asked upstream. */
    @Override
    int mostCallsForThreeReads() {
        return 3;
    }

    @Override
    ClientProcess start(Map<String, String> environment) {
        return ClientProcess.java(
                CachingLibraryProgram.class, jar -> !jar.startsWith("url-connection-client"), environment);
    }
}
