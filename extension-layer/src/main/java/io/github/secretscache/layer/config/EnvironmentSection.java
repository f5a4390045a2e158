package io.github.secretscache.layer.config;

import io.github.secretscache.http.EnvironmentVariable;
import java.util.List;

/**
 * The section {@code environment:} of {@code config.yaml}.
 *
 * @param variables which variables a program is started with, in the order of the file
 * @param allowSnapshot whether this is allowed if the environment is stored in a snapshot
 */
public record EnvironmentSection(List<EnvironmentVariable> variables, boolean allowSnapshot) {
    static final EnvironmentSection NONE = new EnvironmentSection(List.of(), false);
}
