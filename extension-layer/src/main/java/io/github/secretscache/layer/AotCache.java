package io.github.secretscache.layer;

import java.lang.System.Logger.Level;

/** Warns if the layer's own runtime had to start without its AOT cache; the JVM's own lines about that are turned off. */
final class AotCache {
    private AotCache() {}

    static void warnIfRefused() {
        boolean ownRuntime = AotCache.class.getModule().isNamed();
        // The runtime has no other archive of shared classes.
        boolean inUse = System.getProperty("java.vm.info", "").contains("sharing");
        if (ownRuntime && !inUse) {
            System.getLogger(AotCache.class.getName())
                    .log(
                            Level.WARNING,
                            "the JVM refused the layer's AOT cache: the extension works, but starts more slowly;"
                                    + " SECRETS_CACHE_JAVA_OPTIONS=-Xlog:aot makes the JVM say why");
        }
    }
}
