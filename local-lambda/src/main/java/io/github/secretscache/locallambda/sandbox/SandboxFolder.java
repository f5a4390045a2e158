package io.github.secretscache.locallambda.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of one local Lambda: the replacement for Lambda's {@code /tmp}, and the files that its runtime needs. In
 * contrast to {@code /tmp} itself, nobody else on this machine uses it.
 */
public final class SandboxFolder implements AutoCloseable {

    private final Path root;
    private final Path tmp;

    private SandboxFolder(Path root) throws IOException {
        this.root = root;
        this.tmp = Files.createDirectory(root.resolve("tmp"));
    }

    public static SandboxFolder create() {
        try {
            return new SandboxFolder(Files.createTempDirectory("local-lambda-"));
        } catch (IOException e) {
            throw new UncheckedIOException("No folder for temporary files can be made: " + e.getMessage(), e);
        }
    }

    Path root() {
        return root;
    }

    /** The processes' temporary folder. */
    Path tmp() {
        return tmp;
    }

    /** The replacement for {@code /var/runtime}; created when first needed. */
    Path runtime() throws IOException {
        return Files.createDirectories(root.resolve("runtime"));
    }

    /** A new environment finds nothing of the one before. */
    void emptyTmp() {
        try {
            FolderTree.deleteContent(tmp);
        } catch (IOException e) {
            throw new UncheckedIOException("The temporary files of the last environment cannot be deleted", e);
        }
    }

    @Override
    public void close() {
        try {
            FolderTree.delete(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
