package io.github.secretscache.locallambda.sandbox;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Everything that was set on a local Lambda, checked and complete. */
public record LambdaSettings(
        InstantSource clock,
        @Nullable Path layer,
        Path taskRoot,
        RuntimeCommand runtime,
        Map<String, String> environment,
        Map<String, String> credentials,
        Duration timeout,
        Duration initLimit,
        Duration shutdownBudget,
        int memorySizeMib,
        String functionName,
        String region,
        String initializationType,
        boolean freezeBetweenInvocations,
        boolean earlyResponse,
        SandboxFolder folder,
        Consumer<String> log,
        Consumer<InvocationReport> observer) {

    public static final String VERSION = "$LATEST";
    public static final String ACCOUNT_ID = "123456789012";
    public static final String ON_DEMAND = "on-demand";

    private static final Duration ON_DEMAND_INIT_LIMIT = Duration.ofSeconds(10);
    private static final Duration OTHER_INIT_LIMIT = Duration.ofSeconds(130);

    public boolean snapStart() {
        return initializationType.equals("snap-start");
    }

    public boolean managedInstances() {
        return initializationType.equals("lambda-managed-instances");
    }

    /** The service's: 10 s on demand, in all other cases 130 s or as long as the function may run. */
    public static Duration defaultInitLimit(String initializationType, Duration timeout) {
        if (initializationType.equals(ON_DEMAND)) {
            return ON_DEMAND_INIT_LIMIT;
        }
        return timeout.compareTo(OTHER_INIT_LIMIT) > 0 ? timeout : OTHER_INIT_LIMIT;
    }

    public String functionArn() {
        return "arn:aws:lambda:" + region + ":" + ACCOUNT_ID + ":function:" + functionName;
    }

    /** Lambda's own PATH, with this JVM instead of {@code /var/lang/bin} and the layer instead of {@code /opt}. */
    String path() {
        String path = System.getProperty("java.home") + "/bin:/usr/local/bin:/usr/bin:/bin";
        return layer == null ? path : path + File.pathSeparator + layer.resolve("bin");
    }

    /** Without credentials and without the values of variables, which may be secret. */
    @Override
    public String toString() {
        return "LambdaSettings[" + functionName + ", variables " + environment.keySet() + "]";
    }
}
