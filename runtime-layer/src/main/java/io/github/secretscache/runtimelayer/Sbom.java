package io.github.secretscache.runtimelayer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Adds the parts that only the layer with its own runtime has to the SBOM of the jars-only layer.
 *
 * @see <a href="https://cyclonedx.org/docs/1.6/json/">CycloneDX 1.6</a>
 */
final class Sbom {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Sbom() {}

    /** {@return whether there was a list to add to: Maven makes none while it is offline} */
    static boolean complete(Path file, JdkRelease jdk, String awsCrt) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        ObjectNode sbom = (ObjectNode) JSON.readTree(file.toFile());
        ArrayNode components = sbom.withArray("components");
        component(components, "platform", "OpenJDK", jdk.version(), "GPL-2.0-only WITH Classpath-exception-2.0")
                .put("publisher", jdk.vendor())
                .put("purl", "pkg:generic/openjdk@" + jdk.version().replace("+", "%2B"));
        // Contains s2n and AWS-LC, under the same licence.
        component(components, "library", "aws-crt", awsCrt, "Apache-2.0")
                .put("purl", "pkg:maven/software.amazon.awssdk.crt/aws-crt@" + awsCrt);
        component(components, "data", "mozilla-roots", Authorities.source(), "MPL-2.0");
        JSON.writeValue(file.toFile(), sbom);
        return true;
    }

    private static ObjectNode component(
            ArrayNode components, String type, String name, String version, String licence) {
        ObjectNode component = components.addObject();
        component.put("type", type).put("bom-ref", name + "@" + version).put("name", name);
        component.put("version", version);
        component.withArray("licenses").addObject().put("expression", licence);
        return component;
    }
}
