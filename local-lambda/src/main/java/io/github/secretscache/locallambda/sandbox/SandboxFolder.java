package io.github.secretscache.locallambda.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of one local Lambda: what replaces Lambda's {@code /tmp}, and what its runtime needs. Nobody
 * else on this machine uses it, which {@code /tmp} itself cannot promise.
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

    /** What replaces {@code /var/runtime}; made when it is first asked for. */
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
