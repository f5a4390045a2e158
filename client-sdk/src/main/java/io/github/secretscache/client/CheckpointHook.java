package io.github.secretscache.client;

import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * Empties the near cache before a snapshot is taken (SnapStart, CRaC), so that no secret is in it. The one class that
 * uses CRaC; loaded only if CRaC is on the class path.
 */
final class CheckpointHook implements Resource {
    private final NearCache nearCache;

    private CheckpointHook(NearCache nearCache) {
        this.nearCache = nearCache;
    }

    /** {@return the registered hook; the caller must keep it, because CRaC holds it by a weak reference} */
    static Object register(NearCache nearCache) {
        CheckpointHook hook = new CheckpointHook(nearCache);
        Core.getGlobalContext().register(hook);
        return hook;
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        nearCache.clear();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        // Later reads ask the server again.
    }
}
