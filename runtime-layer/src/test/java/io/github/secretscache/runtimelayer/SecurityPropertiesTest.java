package io.github.secretscache.runtimelayer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecurityPropertiesTest {
    @TempDir
    Path folder;

    @Test
    void reduce_aJdksFile_keepsAllProperties_andNoComments() throws IOException {
        Path original = Path.of(System.getProperty("java.home"), "conf", "security", "java.security");
        Path file = Files.copy(original, folder.resolve("java.security"));
        Properties before = properties(original);
        List<String> providers = takeProviders(before);

        SecurityProperties.reduce(file);

        Properties left = properties(file);
        assertThat(takeProviders(left))
                .startsWith("SUN", "SunJCE", "SunRsaSign")
                .containsExactlyInAnyOrderElementsOf(providers);
        assertThat(left).isEqualTo(before).isNotEmpty();
        assertThat(Files.size(file)).isLessThan(8_000);
    }

    @Test
    void reduce_aLineThatIsContinued_isNoComment() throws IOException {
        Path file = Files.writeString(folder.resolve("java.security"), "a=1,\\\n  #2,\\\n\n # b=3\nc=4\n");
        Properties before = properties(file);

        SecurityProperties.reduce(file);

        assertThat(properties(file))
                .isEqualTo(before)
                .containsEntry("a", "1,#2,")
                .containsOnlyKeys("a", "c");
    }

    @Test
    void providerThatIsMovedForward_hasNoAlgorithmOfThoseItPasses() {
        Set<String> ofOthers = new HashSet<>();
        for (String passed : List.of("SunRsaSign", "SunEC", "SunJSSE")) {
            ofOthers.addAll(algorithms(Security.getProvider(passed)));
        }

        assertThat(algorithms(Security.getProvider("SunJCE"))).isNotEmpty().doesNotContainAnyElementsOf(ofOthers);
    }

    /** In lower case, as {@code mac.hmacsha256}; other names of an algorithm too. */
    private static Set<String> algorithms(Provider provider) {
        Set<String> found = new HashSet<>();
        for (Object key : provider.keySet()) {
            String name = key.toString();
            if (!name.contains(" ") && !name.startsWith("Provider.")) {
                found.add(name.replace("Alg.Alias.", "").toLowerCase(Locale.ROOT));
            }
        }
        return found;
    }

    /** Removes them, in their order. */
    private static List<String> takeProviders(Properties properties) {
        List<String> providers = new ArrayList<>();
        Object next;
        while ((next = properties.remove("security.provider." + (providers.size() + 1))) != null) {
            providers.add(next.toString());
        }
        return providers;
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }
}
