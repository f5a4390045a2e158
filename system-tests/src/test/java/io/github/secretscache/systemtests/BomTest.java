package io.github.secretscache.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One import gives a user's build the versions of all that is published, and of nothing else. */
class BomTest {
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(secrets-cache-[^<]+)</artifactId>");

    @Test
    void bom_managesEveryPublishedModule_andNothingElse() throws IOException {
        String bom = pom("bom");
        String managed = bom.substring(bom.indexOf("<dependencyManagement>"), bom.indexOf("</dependencyManagement>"));
        assertThat(bom)
                .as("a parent would pass on the versions that we build with")
                .doesNotContain("<parent>");
        assertThat(managed.split("<dependency>")).hasSameSizeAs(managed.split("<artifactId>secrets-cache-"));
        assertThat(artifacts(managed)).isEqualTo(published());
    }

    @Test
    void readme_importAndDependencies_areOfTheBomAndItsVersion() throws IOException {
        String bom = pom("bom");
        Path readme = Path.of("..", "README.md");
        List<String> snippets = Pattern.compile("```xml\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(readme))
                .results()
                .map(block -> block.group(1))
                .toList();
        String version = "<version>" + bom.split("<version>")[1].split("<")[0] + "</version>";

        assertThat(Samples.block(readme, "sample", "bom").replaceAll("\\s", ""))
                .isEqualTo(
                        "<dependencyManagement><dependencies><dependency>" + "<groupId>io.github.secretscache</groupId>"
                                + "<artifactId>secrets-cache-bom</artifactId>" + version
                                + "<type>pom</type><scope>import</scope>"
                                + "</dependency></dependencies></dependencyManagement>");
        assertThat(snippets).hasSizeGreaterThan(2).allSatisfy(snippet -> {
            assertThat(artifacts(bom)).containsAll(artifacts(snippet));
            assertThat(snippet).contains("<groupId>io.github.secretscache</groupId>", version);
        });
    }

    private static Set<String> published() throws IOException {
        String parent = Files.readString(Path.of("..", "pom.xml"));
        String modules = parent.substring(parent.indexOf("<modules>"), parent.indexOf("</modules>"));
        List<String> names = Pattern.compile("<module>([^<]+)</module>")
                .matcher(modules)
                .results()
                .map(module -> module.group(1))
                .filter(module -> !module.equals("bom"))
                .toList();
        Set<String> published = new TreeSet<>();
        for (String name : names) {
            String module = pom(name);
            if (!module.contains("<unpublished>true</unpublished>")) {
                String own = module.substring(module.indexOf("</parent>"));
                published.add(artifacts(own.substring(0, own.indexOf("<name>")))
                        .iterator()
                        .next());
            }
        }
        return published;
    }

    private static Set<String> artifacts(String xml) {
        return ARTIFACT.matcher(xml)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String pom(String module) throws IOException {
        return Files.readString(Path.of("..", module, "pom.xml"));
    }
}
