package io.github.secretscache.spring;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** Keeps what Spring Boot would print when an application does not start. Spring Boot finds it by spring.factories. */
final class RecordingReporter implements FailureAnalysisReporter {
    static volatile FailureAnalysis latest;

    @Override
    public void report(FailureAnalysis analysis) {
        latest = analysis;
    }
}
