package io.github.secretscache.sdktests;

import java.util.Map;

/** The AWS CLI, in a process for each call. */
class AwsCliTest extends SdkClientContract {
    @Override
    ClientProcess start(Map<String, String> environment) {
        return Programs.shell("cli.sh", environment);
    }
}
