package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The SDK with the JDK and nothing else, as most functions have it: on the class path and on the module path. */
class WithoutJacksonTest {
    private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();

    @Test
    void field_onTheClassPath_needsNoJackson() throws Exception {
        try (URLClassLoader loader = onlyOurClasses()) {
            assertThat(field(loader)).isEqualTo("hunter2");
        }
    }

    @Test
    void decode_onTheClassPath_saysWhatIsMissing() throws Exception {
        try (URLClassLoader loader = onlyOurClasses()) {
            Object secret = secret(loader);
            var decode = secret.getClass().getMethod("as", Class.class);

            assertThat(decode.invoke(secret, String.class)).isEqualTo("{\"password\":\"hunter2\"}");
            assertThatThrownBy(() -> decode.invoke(secret, Map.class))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageContaining(
                            "\"db\" cannot be decoded into java.util.Map: Jackson is not on the class path")
                    .hasMessageContaining("com.fasterxml.jackson.core:jackson-databind")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void decode_jacksonWithoutItsOwnDependencies_saysWhatIsMissing() throws Exception {
        URL databind = JsonMapper.class.getProtectionDomain().getCodeSource().getLocation();
        URL[] urls = {CLASSES.toUri().toURL(), databind};
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            Object secret = secret(loader);
            var decode = secret.getClass().getMethod("as", Class.class);

            for (int i = 0; i < 2; i++) { // a class that could not be loaded fails in another way the second time
                assertThatThrownBy(() -> decode.invoke(secret, Map.class))
                        .cause()
                        .hasMessageContaining("\"db\" cannot be decoded into java.util.Map: a class is missing (")
                        .hasMessageNotContaining("hunter2")
                        .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo("SecretsCacheException"));
            }
        }
    }

    @Test
    void module_alone_resolvesAndExportsOnePackage() throws Exception {
        Configuration configuration = ModuleLayer.boot()
                .configuration()
                .resolve(ModuleFinder.of(CLASSES), ModuleFinder.of(), Set.of("io.github.secretscache.client"));
        ModuleLayer layer =
                ModuleLayer.boot().defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
        Module module = layer.findModule("io.github.secretscache.client").orElseThrow();

        assertThat(module.getDescriptor().exports())
                .singleElement()
                .satisfies(exported -> assertThat(exported.source()).isEqualTo("io.github.secretscache.client"));
        assertThat(field(module.getClassLoader())).isEqualTo("hunter2");
    }

    private static URLClassLoader onlyOurClasses() throws Exception {
        return new URLClassLoader(new URL[] {CLASSES.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
    }

    private static Object secret(ClassLoader loader) throws Exception {
        return loader.loadClass(Secret.class.getName())
                .getMethod("of", String.class, String.class)
                .invoke(null, "db", "{\"password\":\"hunter2\"}");
    }

    private static Object field(ClassLoader loader) throws Exception {
        loader.loadClass(SecretsCacheClient.class.getName()).getMethod("create").invoke(null);
        Object secret = secret(loader);
        return secret.getClass().getMethod("field", String.class).invoke(secret, "password");
    }
}
