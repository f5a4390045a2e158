package io.github.secretscache.http;

/** Where the secret of a reply came from, in the terms of RFC 9211. */
enum Origin {
    MEMORY("secrets-cache; hit"),
    FETCH("secrets-cache; fwd=miss"),
    FORCED_FETCH("secrets-cache; fwd=request"),
    STALE_AFTER_FAILURE("secrets-cache; fwd=stale");

    private final String cacheStatus;

    Origin(String cacheStatus) {
        this.cacheStatus = cacheStatus;
    }

    String cacheStatus() {
        return cacheStatus;
    }
}
