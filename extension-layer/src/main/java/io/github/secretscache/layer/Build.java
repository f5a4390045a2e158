package io.github.secretscache.layer;

/**
 * Which build runs. The layer with its own runtime has another class of this name in it, compiled when it is packaged:
 * its answer ends with a digest of the whole application, so that it tells old code in the AOT cache from new.
 */
final class Build {
    private Build() {}

    static String version() {
        String version = Build.class.getPackage().getImplementationVersion();
        return version == null ? "of unpacked classes" : version;
    }
}
