package io.github.secretscache.runtimelayer;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Packs a folder with its Unix modes, without which Lambda could not run its files. */
final class LayerZip {
    private LayerZip() {}

    static void write(Path folder, Path zip) throws IOException {
        Map<String, String> options = Map.of("create", "true", "enablePosixFileAttributes", "true");
        URI uri = URI.create("jar:" + zip.toUri());
        try (FileSystem archive = FileSystems.newFileSystem(uri, options)) {
            for (Path source : FileTrees.walk(folder)) {
                String name = folder.relativize(source).toString();
                if (name.isEmpty()) {
                    continue;
                }
                Path entry = archive.getPath("/" + name);
                if (Files.isDirectory(source)) {
                    Files.createDirectory(entry);
                } else {
                    // Links, as in the legal files of a JDK, are followed.
                    Files.copy(source, entry);
                }
                Files.setPosixFilePermissions(entry, Files.getPosixFilePermissions(source));
            }
        }
    }
}
