package io.github.secretscache.client.fakecrac;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

public class Context<R extends Resource> {
    private final List<R> resources = new CopyOnWriteArrayList<>();

    public void register(R resource) {
        resources.add(resource);
    }

    void checkpointAndRestore() throws CheckpointException {
        try {
            for (R resource : resources) {
                resource.beforeCheckpoint(this);
            }
            for (R resource : resources) {
                resource.afterRestore(this);
            }
        } catch (Exception e) {
            throw (CheckpointException) new CheckpointException().initCause(e);
        }
    }
}
