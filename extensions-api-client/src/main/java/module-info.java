/** The AWS Lambda Extensions API for Java. Needs the JDK and nothing else. */
module io.github.secretscache.extension.api {
    requires static org.jspecify;

    exports io.github.secretscache.extension.api;
}
