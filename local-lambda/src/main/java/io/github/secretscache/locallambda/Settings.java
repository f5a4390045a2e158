package io.github.secretscache.locallambda;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Everything that was set, checked and complete. No record: its text must not show credentials. */
final class Settings {

    static final String VERSION = "$LATEST";
    static final String ACCOUNT_ID = "123456789012";
    static final String ON_DEMAND = "on-demand";

    private static final Duration ON_DEMAND_INIT_LIMIT = Duration.ofSeconds(10);
    private static final Duration OTHER_INIT_LIMIT = Duration.ofSeconds(130);

    final InstantSource clock = InstantSource.system();
    final @Nullable Path layer;
    final Path taskRoot;
    final RuntimeCommand runtime;
    final Map<String, String> environment;
    final Map<String, String> credentials;
    final Duration timeout;
    final Duration shutdownBudget;
    final int memorySizeMib;
    final String functionName;
    final String region;
    final String initializationType;
    final boolean freezeBetweenInvocations;
    final boolean earlyResponse;
    final Consumer<String> log;
    private final @Nullable Duration initLimit;

    Settings(LocalLambda.Builder builder, Path taskRoot, RuntimeCommand runtime) {
        this.layer = builder.layer;
        this.taskRoot = taskRoot;
        this.runtime = runtime;
        this.environment = builder.environment;
        this.credentials = builder.credentials;
        this.timeout = builder.timeout;
        this.initLimit = builder.initLimit;
        this.shutdownBudget = builder.shutdownBudget;
        this.memorySizeMib = builder.memorySizeMib;
        this.functionName = builder.functionName;
        this.region = builder.region;
        this.initializationType = builder.initializationType;
        this.freezeBetweenInvocations = builder.freezeBetweenInvocations;
        this.earlyResponse = builder.earlyResponse;
        this.log = builder.log;
    }

    boolean snapStart() {
        return initializationType.equals("snap-start");
    }

    boolean managedInstances() {
        return initializationType.equals("lambda-managed-instances");
    }

    /** What was set; else the service's: 10 s on demand, in all other cases 130 s or as long as the function may run. */
    Duration initLimit() {
        if (initLimit != null) {
            return initLimit;
        }
        if (initializationType.equals(ON_DEMAND)) {
            return ON_DEMAND_INIT_LIMIT;
        }
        return timeout.compareTo(OTHER_INIT_LIMIT) > 0 ? timeout : OTHER_INIT_LIMIT;
    }

    String functionArn() {
        return "arn:aws:lambda:" + region + ":" + ACCOUNT_ID + ":function:" + functionName;
    }

    /** Lambda's own, with this JVM in the place of {@code /var/lang/bin} and the layer in that of {@code /opt}. */
    String path() {
        String path = System.getProperty("java.home") + "/bin:/usr/local/bin:/usr/bin:/bin";
        return layer == null ? path : path + File.pathSeparator + layer.resolve("bin");
    }
}
