package io.github.secretscache.layer;

/**
 * The version of this build. The layer with its own runtime has another class of this name, compiled when it is
 * packaged. Its version ends with a digest of the whole application, which tells old code in the AOT cache from new
 * code.
 */
final class Build {
    private Build() {}

    static String version() {
        String version = Build.class.getPackage().getImplementationVersion();
        return version == null ? "of unpacked classes" : version;
    }
}
