package io.github.secretscache.systemtests;

import static io.github.secretscache.systemtests.AwsCliStub.ACCOUNT;
import static io.github.secretscache.systemtests.AwsCliStub.OURS;
import static io.github.secretscache.systemtests.DeployScript.FUNCTION;
import static io.github.secretscache.systemtests.DeployScript.LAYER;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.systemtests.DeployScript.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** deploy.sh beside an aws that records its calls and answers as the AWS CLI does. DeployIT has the real one. */
class DeployScriptTest extends DeployScriptFixture {
    private static final List<String> LOOKS = List.of("get-caller-identity", "get-function-configuration");

    @Test
    void run_publishesAttachesAndWaits() throws Exception {
        Path zip = script.jarsOnlyZip();

        Result result = script.run();

        assertThat(result.errors()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(aws.calls())
                .containsExactly(
                        "sts get-caller-identity --query Account --output text --region eu-west-1",
                        "lambda get-function-configuration --function-name " + FUNCTION + " --output text --query"
                                + " [FunctionArn,PackageType,Runtime,Architectures[0],State,LastUpdateStatus,"
                                + "RevisionId,Layers[].Arn] --region eu-west-1",
                        "lambda publish-layer-version --layer-name " + LAYER
                                + " --description Secrets Cache: secrets of AWS Secrets Manager, from memory"
                                + " --license-info Apache-2.0 --compatible-runtimes java17 java21 java25"
                                + " --compatible-architectures x86_64 arm64 --zip-file fileb://"
                                + root + "/my project/extension-layer/target/" + zip.getFileName()
                                + " --query LayerVersionArn --output text --region eu-west-1",
                        "lambda update-function-configuration --function-name " + FUNCTION
                                + " --revision-id r-1 --query LastUpdateStatus --output text --layers " + OURS + ":7"
                                + " --region eu-west-1",
                        "lambda wait function-updated --function-name " + FUNCTION + " --region eu-west-1");
        assertThat(result.output().lines())
                .allMatch(line -> line.startsWith("== "))
                .contains(
                        "== Account 123456789012, region eu-west-1",
                        "== Function " + FUNCTION + ": java21 on x86_64, other layers: 0",
                        "== Attaching " + OURS + ":7",
                        "== Done: " + FUNCTION
                                + " has the layer. An alias gets it with the next version that you publish")
                .anyMatch(line -> line.contains("secrets-cache-layer-java.zip: jars only, "
                        + zip.toFile().length() + " bytes, built "));
    }

    @Test
    void secondRun_replacesTheOlderVersionInItsPlace_andKeepsTheOtherLayers() throws Exception {
        script.jarsOnlyZip();
        String anothers = "arn:aws:lambda:eu-west-1:999999999999:layer:" + LAYER + ":3";
        String longerName = OURS + "-too:1";
        aws.function("java21", "x86_64", anothers, OURS + ":6", longerName);

        Result result = script.run();

        assertThat(result.status()).as(result.errors()).isZero();
        assertThat(aws.attached()).containsExactly(anothers, OURS + ":7", longerName);
        assertThat(result.output()).contains("Attaching " + OURS + ":7 in the place of " + OURS + ":6");
    }

    @Test
    void otherLayers_areKept_oursIsLast() throws Exception {
        script.jarsOnlyZip();
        String[] others = new String[4];
        for (int i = 0; i < others.length; i++) {
            others[i] = ACCOUNT + "layer:other-" + i + ":1";
        }
        aws.function("java21", "x86_64", others);

        assertThat(script.run().status()).isZero();

        assertThat(aws.attached()).startsWith(others).endsWith(OURS + ":7").hasSize(5);
    }

    @Test
    void dryRun_changesNothing_andPrintsCallsThatDo() throws Exception {
        script.jarsOnlyZip();
        aws.function("java21", "x86_64", ACCOUNT + "layer:other:1");

        Result dry = script.run("--dry-run");

        assertThat(dry.errors()).isEmpty();
        assertThat(dry.status()).isZero();
        assertThat(aws.calls()).hasSize(2).allMatch(call -> LOOKS.contains(call.split(" ")[1]));
        assertThat(dry.output()).endsWith("== Nothing was changed\n");
        List<String> printed =
                dry.output().lines().filter(line -> line.startsWith("   aws ")).toList();
        assertThat(printed).hasSize(3);
        aws.forgetCalls();
        assertThat(script.run(List.of("/bin/sh", "-c", String.join("\n", printed)))
                        .status())
                .isZero();
        List<String> pasted = aws.calls();
        aws.forgetCalls();

        assertThat(script.run().status()).isZero();

        assertThat(pasted.stream().map(call -> call.replace(":NEW_VERSION", ":7")))
                .containsExactlyElementsOf(aws.calls().subList(2, 5));
    }

    @ParameterizedTest
    @CsvSource({"nodejs22.x, x86_64", "python3.13, arm64", "java21, arm64", "java11, x86_64", "provided.al2023, arm64"})
    void runtimeZip_ofTheFunctionsArchitecture_isChosen(String runtime, String architecture) throws Exception {
        script.jarsOnlyZip();
        Path zip = script.runtimeZip(architecture);
        aws.function(runtime, architecture);

        Result result = script.run();

        assertThat(result.status()).as(result.errors()).isZero();
        assertThat(aws.published())
                .contains("--compatible-architectures " + architecture + " --zip-file")
                .contains("/" + zip.getFileName() + " ");
        String runtimes = aws.published().replaceAll(".*--compatible-runtimes (.*) --compatible-arch.*", "$1");
        assertThat(runtimes.split(" "))
                .contains(runtime)
                .doesNotHaveDuplicates()
                .hasSizeLessThanOrEqualTo(15);
    }

    @Test
    void runtimeZip_ofAnotherArchitecture_isNotChosenForAJavaFunction() throws Exception {
        script.jarsOnlyZip();
        script.runtimeZip("arm64");

        assertThat(script.run().status()).isZero();

        assertThat(aws.published()).contains("secrets-cache-layer-java.zip");
    }

    @Test
    void runtimeOfTheFunction_isDeclaredEvenIfItIsNew() throws Exception {
        script.jarsOnlyZip();
        aws.function("java29", "x86_64");

        assertThat(script.run().status()).isZero();

        assertThat(aws.published()).contains("--compatible-runtimes java17 java21 java25 java29 --");
    }

    @Test
    void options_areUsedInEveryCall() throws Exception {
        Path zip = Files.move(script.jarsOnlyZip(), root.resolve("my project/it's mine.zip"));

        Result result = script.run(
                "--function",
                "orders",
                "--layer-name",
                "cache",
                "--zip",
                zip.getFileName().toString(),
                "--region",
                "us-east-1",
                "--profile",
                "test");

        assertThat(result.status()).as(result.errors()).isZero();
        assertThat(aws.calls()).hasSize(5).allMatch(call -> call.endsWith(" --region us-east-1 --profile test"));
        assertThat(aws.calls().subList(1, 5))
                .allMatch(call -> call.contains("-name orders ") || call.contains("-name cache "));
        assertThat(aws.published()).contains("--layer-name cache ").contains(" --zip-file fileb://it's mine.zip ");
    }

    @Test
    void region_isThatOfTheEnvironmentElseThatOfTheProfile() throws Exception {
        script.jarsOnlyZip();
        script.without("AWS_REGION").with("AWS_DEFAULT_REGION", "eu-north-1");
        assertThat(script.run("--dry-run").output()).contains("region eu-north-1");
        script.without("AWS_DEFAULT_REGION");
        aws.answer("get", "eu-south-1\n");

        assertThat(script.run("--dry-run", "--profile", "test").output()).contains("region eu-south-1");

        assertThat(aws.calls()).contains("configure get region --profile test");
    }

    @ParameterizedTest
    @CsvSource({"Pending, Successful, function-active", "Active, InProgress, function-updated"})
    void function_thatIsNotReady_isAwaitedAndReadAgain(String state, String update, String waiter) throws Exception {
        script.jarsOnlyZip();
        aws.answerTheFirstTime("get-function-configuration", AwsCliStub.functionRow(state, update, "r-0"));
        aws.answer("wait-" + waiter, "");

        Result result = script.run();

        assertThat(result.status()).as(result.errors()).isZero();
        assertThat(aws.calls().get(2)).startsWith("lambda wait " + waiter + " ");
        assertThat(aws.calls().get(3)).startsWith("lambda get-function-configuration ");
        assertThat(aws.calls().get(5)).contains(" --revision-id r-1 ");
    }
}
