package io.github.secretscache.locallambda.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerFolderTest {

    @TempDir
    Path directory;

    @Test
    void open_folder_isUsedAsItIsAndKept() throws IOException {
        Files.createDirectory(directory.resolve("extensions"));

        try (LayerFolder layer = LayerFolder.open(directory)) {
            assertThat(layer.path()).isEqualTo(directory);
        }
        assertThat(directory.resolve("extensions")).exists();
    }

    @Test
    void open_zip_isUnpackedWithItsModesAndDeletedAfterwards() throws IOException {
        Path zip = zip("extensions/launcher", "rwxr-xr-x", "lib/a.jar", "rw-r--r--");
        Path unpacked;

        try (LayerFolder layer = LayerFolder.open(zip)) {
            unpacked = layer.path();
            assertThat(unpacked.resolve("extensions/launcher")).isExecutable().hasContent("extensions/launcher");
            assertThat(Files.isExecutable(unpacked.resolve("lib/a.jar"))).isFalse();
        }
        assertThat(unpacked).doesNotExist();
    }

    @Test
    void open_noLayer_saysWhy() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "no zip");

        assertThatThrownBy(() -> LayerFolder.open(directory)).hasMessageContaining("has no folder extensions/");
        assertThatThrownBy(() -> LayerFolder.open(zip("lib/a.jar", "rw-r--r--")))
                .hasMessageContaining("has no folder extensions/");
        assertThatThrownBy(() -> LayerFolder.open(text)).hasMessageContaining("cannot be unpacked");
        assertThatThrownBy(() -> LayerFolder.open(directory.resolve("none"))).hasMessageContaining("does not exist");
    }

    private Path zip(String... namesAndModes) throws IOException {
        Path zip = directory.resolve("layer" + namesAndModes.length + ".zip");
        try (FileSystem content = FileSystems.newFileSystem(
                URI.create("jar:" + zip.toUri()), Map.of("create", "true", "enablePosixFileAttributes", "true"))) {
            for (int i = 0; i < namesAndModes.length; i += 2) {
                Path entry = content.getPath(namesAndModes[i]);
                Files.createDirectories(entry.getParent());
                Files.writeString(entry, namesAndModes[i]);
                Files.setPosixFilePermissions(entry, PosixFilePermissions.fromString(namesAndModes[i + 1]));
            }
        }
        return zip;
    }
}
