package io.github.secretscache.layer.log;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Sends the log records of SLF4J (the AWS SDK; Undertow, through jboss-logging) to the extension's own log. Found
 * by SLF4J through {@code META-INF/services}. Thread-safe.
 */
public final class LayerSlf4jProvider implements SLF4JServiceProvider {
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();

    /** Made by SLF4J, once. */
    public LayerSlf4jProvider() {}

    @Override
    public ILoggerFactory getLoggerFactory() {
        return LayerSlf4jLogger::new;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {
        // Nothing to prepare: the log sink exists before anything logs.
    }
}
