package io.github.secretscache.locallambda.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A layer to run: a folder as it is, or a zip unpacked to a temporary folder with its Unix modes. */
public final class LayerFolder implements AutoCloseable {

    private final Path folder;
    private final boolean temporary;

    private LayerFolder(Path folder, boolean temporary) {
        this.folder = folder;
        this.temporary = temporary;
    }

    /** Throws IllegalArgumentException if it is neither, or has no extension. */
    public static LayerFolder open(Path layer) {
        LayerFolder opened = Files.isDirectory(layer) ? new LayerFolder(layer, false) : unpack(layer);
        if (!Files.isDirectory(opened.folder.resolve("extensions"))) {
            opened.close();
            throw new IllegalArgumentException(
                    layer + " is not a layer with an extension: it has no folder extensions/");
        }
        return opened;
    }

    public Path path() {
        return folder;
    }

    private static LayerFolder unpack(Path zip) {
        if (!Files.isRegularFile(zip)) {
            throw new IllegalArgumentException(zip + " does not exist; expected a layer folder or a layer zip");
        }
        try {
            LayerFolder target = new LayerFolder(Files.createTempDirectory("local-lambda-layer-"), true);
            try (FileSystem content = FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", "true"))) {
                target.copy(content.getPath("/"));
            } catch (IOException | RuntimeException e) {
                target.close();
                throw e;
            }
            return target;
        } catch (ProviderNotFoundException e) {
            throw new IllegalArgumentException(zip + " cannot be unpacked: it is not a zip", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(zip + " cannot be unpacked: " + e.getMessage(), e);
        }
    }

    private void copy(Path root) throws IOException {
        try (Stream<Path> entries = Files.walk(root)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                Path target = folder.resolve(root.relativize(entry).toString()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("an entry leaves the layer: " + entry);
                }
                if (Files.isDirectory(entry)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(entry, target);
                    Set<PosixFilePermission> modes = Files.getPosixFilePermissions(entry);
                    Files.setPosixFilePermissions(target, modes);
                }
            }
        }
    }

    @Override
    public void close() {
        if (!temporary) {
            return;
        }
        try {
            FolderTree.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
