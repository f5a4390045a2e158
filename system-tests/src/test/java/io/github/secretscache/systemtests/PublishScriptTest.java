package io.github.secretscache.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.systemtests.DeployScript.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** publish.sh against an AWS CLI that keeps its arguments. */
class PublishScriptTest extends DeployScriptFixture {
    private static final String ARN = AwsCliStub.ACCOUNT + "layer:Secrets-Cache-java:7";

    private Path jarsOnly;
    private Path arm;

    @BeforeEach
    void zips() throws Exception {
        aws.answer("list-layer-versions", "None\n");
        aws.answer("publish-layer-version", ARN + "\n");
        aws.answer("add-layer-version-permission", "");
        jarsOnly = withChecksum(script.jarsOnlyZip());
        arm = withChecksum(script.runtimeZip("arm64"));
    }

    @Test
    void publish_twoZipsTwoRegions_isFourLayers() throws Exception {
        Result result = script.publish("--regions", "eu-west-1,us-east-1", jarsOnly.toString(), arm.toString());

        assertThat(result.errors()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(calls("publish-layer-version")).hasSize(4);
        assertThat(calls("publish-layer-version").get(0))
                .contains(
                        "--layer-name Secrets-Cache-java ",
                        "--compatible-runtimes java17 java21 java25 --compatible-architectures x86_64 arm64 ",
                        "--zip-file fileb://" + jarsOnly + " ")
                .endsWith("--region eu-west-1");
        assertThat(calls("publish-layer-version").get(3))
                .contains("--layer-name Secrets-Cache-arm64 ", "--compatible-architectures arm64 ")
                .doesNotContain("--compatible-runtimes")
                .endsWith("--region us-east-1");
        assertThat(calls("add-layer-version-permission")).isEmpty();
        assertThat(result.output()).contains("== eu-west-1: published " + ARN, "== us-east-1: published ");
    }

    @Test
    void publish_public_opensWhatItPublished() throws Exception {
        script.publish("--regions", "eu-west-1", "--public", jarsOnly.toString());

        assertThat(calls("add-layer-version-permission"))
                .singleElement()
                .asString()
                .contains("--layer-name Secrets-Cache-java --version-number 7 ", "--principal * ");
    }

    @Test
    void publish_sameZipThere_keepsIt() throws Exception {
        aws.answer("list-layer-versions", "7\n");
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jarsOnly));
        aws.answer("get-layer-version", Base64.getEncoder().encodeToString(digest) + "\t" + ARN + "\n");

        Result result = script.publish("--regions", "eu-west-1", jarsOnly.toString());

        assertThat(result.status()).isZero();
        assertThat(result.output()).contains(ARN + " is this zip already");
        assertThat(calls("publish-layer-version")).isEmpty();
    }

    @Test
    void publish_otherZipThere_isANewVersion() throws Exception {
        aws.answer("list-layer-versions", "7\n");
        aws.answer("get-layer-version", "b3RoZXI=\t" + ARN + "\n");

        script.publish("--regions", "eu-west-1", jarsOnly.toString());

        assertThat(calls("publish-layer-version")).hasSize(1);
    }

    @Test
    void publish_dryRun_changesNothing() throws Exception {
        Result result = script.publish("--regions", "eu-west-1", "--public", "--dry-run", jarsOnly.toString());

        assertThat(result.status()).isZero();
        assertThat(result.errors())
                .contains("aws lambda publish-layer-version", "aws lambda add-layer-version-permission");
        assertThat(calls("publish-layer-version")).isEmpty();
        assertThat(calls("add-layer-version-permission")).isEmpty();
    }

    @Test
    void publish_zipThatIsNotWhatWasBuilt_isRefusedBeforeAnythingIsPublished() throws Exception {
        DeployScript.grow(arm, 10_000);

        Result result = script.publish("--regions", "eu-west-1", jarsOnly.toString(), arm.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.errors()).contains("secrets-cache-layer-arm64.zip is not what was built: its SHA-256 is ");
        assertThat(aws.calls()).isEmpty();
    }

    @Test
    void publish_refused_goesOnAndFailsInTheEnd() throws Exception {
        aws.refuse("publish-layer-version", "AccessDeniedException: not you");

        Result result = script.publish("--regions", "eu-west-1,us-east-1", jarsOnly.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.errors())
                .contains(
                        "publish: eu-west-1: secrets-cache-layer-java.zip failed: AccessDeniedException: not you",
                        "publish: us-east-1: secrets-cache-layer-java.zip failed: ",
                        "2 of the layers were not published");
    }

    @Test
    void publish_badArguments_saysWhatIsExpected() throws Exception {
        assertThat(script.publish(jarsOnly.toString()).errors()).contains("--regions is missing");
        assertThat(script.publish("--regions", "eu-west-1").errors()).contains("no zip named");
        assertThat(script.publish("--regions", "EU_WEST_1", jarsOnly.toString()).errors())
                .contains("received 'EU_WEST_1'");
        assertThat(script.publish("--regions", "eu-west-1", "my.zip").errors()).contains("my.zip is none of");
        assertThat(aws.calls()).isEmpty();
    }

    private List<String> calls(String operation) throws Exception {
        return aws.calls().stream()
                .filter(call -> call.startsWith("lambda " + operation + " "))
                .toList();
    }

    private static Path withChecksum(Path zip) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(zip));
        Files.writeString(
                zip.resolveSibling(zip.getFileName() + ".sha256"),
                HexFormat.of().formatHex(digest) + "  " + zip.getFileName() + "\n",
                UTF_8);
        return zip;
    }
}
