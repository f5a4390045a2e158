package io.github.secretscache.systemtests;

import static io.github.secretscache.systemtests.AwsCliStub.ACCOUNT;
import static io.github.secretscache.systemtests.AwsCliStub.OURS;
import static io.github.secretscache.systemtests.DeployScript.FUNCTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.systemtests.DeployScript.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What deploy.sh says, and leaves alone, when it cannot do what it was asked for. */
class DeployScriptErrorTest extends DeployScriptFixture {
    private static final String BUILD = "' && mvn -DskipTests -pl extension-layer -am package)";

    @Test
    void awsCli_missing_isSaid() throws Exception {
        aws.uninstall();

        assertFailure(script.run(), "the AWS CLI is not installed: there is no aws on the PATH");
    }

    @Test
    void credentials_missing_isSaid() throws Exception {
        script.jarsOnlyZip();
        aws.refuse(
                "get-caller-identity",
                "\nUnable to locate credentials. You can configure credentials by running \"aws configure\".\n");

        assertFailure(
                script.run(),
                "no usable AWS credentials: Unable to locate credentials.",
                "Run aws configure or aws sso login, or choose others with --profile");
    }

    @Test
    void aws_outOfReach_isNotCalledACredentialsProblem() throws Exception {
        aws.refuse(
                "get-caller-identity",
                "\nCould not connect to the endpoint URL: \"https://sts.eu-west-99.amazonaws.com/\"\n");

        assertFailure(script.run("--region", "eu-west-99"), "AWS cannot be reached in region eu-west-99: Could not");
    }

    @Test
    void region_missing_isSaid() throws Exception {
        script.without("AWS_REGION");
        // As the AWS CLI does it: a failure without a word.
        aws.refuse("get", "");

        assertFailure(script.run(), "no region. Say --region, set AWS_REGION, or give the profile one");
    }

    @Test
    void profile_unknown_isSaid() throws Exception {
        script.without("AWS_REGION");
        aws.refuse("get", "\nThe config profile (nobody) could not be found\n");

        assertFailure(script.run("--profile", "nobody"), "The config profile (nobody) could not be found");
    }

    @Test
    void function_unknown_isSaid() throws Exception {
        aws.refuse(
                "get-function-configuration",
                "\nAn error occurred (ResourceNotFoundException) when calling the GetFunctionConfiguration operation: "
                        + "Function not found: " + ACCOUNT + "function:orders\n");

        assertFailure(script.run("--function", "orders"), "account 123456789012 has no function orders in eu-west-1");
    }

    @Test
    void function_notReadable_isSaidInTheServicesWords() throws Exception {
        String words = "An error occurred (AccessDeniedException) when calling the GetFunctionConfiguration operation:"
                + " User: x is not authorized to perform: lambda:GetFunctionConfiguration";
        aws.refuse("get-function-configuration", "\n" + words + "\n");

        assertFailure(script.run(), "cannot read the function " + FUNCTION + ": " + words);
    }

    @Test
    void function_thatIsAnImage_isSentToTheDockerfile() throws Exception {
        aws.answer(
                "get-function-configuration",
                ACCOUNT + "function:" + FUNCTION + "\tImage\tNone\tx86_64\tActive\tSuccessful\tr-1\tNone\n");

        assertFailure(script.run(), FUNCTION + " is a container image, which takes no layers", "Dockerfile.example");
        assertThat(Path.of("..", "deploy", "Dockerfile.example")).exists();
    }

    @Test
    void function_namedWithAnAlias_isRefused() throws Exception {
        aws.answer(
                "get-function-configuration",
                ACCOUNT + "function:orders:live\tZip\tjava21\tx86_64\tActive\tSuccessful\tr-1\tNone\n");

        assertFailure(script.run("--function", "orders:live"), "orders:live names a version or an alias");
    }

    @Test
    void zip_notBuilt_saysHowToBuildIt() throws Exception {
        assertFailure(
                script.run(),
                "there is no file " + script.zip("java") + ". Build the layer: (cd '",
                "' && mvn -DskipTests -pl extension-layer -am package)");
    }

    @Test
    void zip_chosenButMissing_isSaid() throws Exception {
        assertFailure(script.run("--zip", "no.zip"), "--zip: there is no file no.zip. Build the layer: (cd '", BUILD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nodejs22.x", "java11", "provided.al2023"})
    void runtimeZip_neededButNotBuilt_saysHowToBuildIt(String runtime) throws Exception {
        script.jarsOnlyZip();
        script.runtimeZip("x86_64");
        aws.function(runtime, "arm64");

        assertFailure(
                script.run(),
                FUNCTION + " runs on " + runtime + ", without a Java 17 or newer",
                "there is no file " + script.zip("arm64") + ". Build it on arm64: (cd '",
                "' && mvn -DskipTests -Pruntime -pl runtime-layer -am package)");
    }

    @Test
    void jarsOnlyZip_forAFunctionWithoutJava_isRefused() throws Exception {
        String zip = script.jarsOnlyZip().toString();
        aws.function("python3.13", "x86_64");

        assertFailure(
                script.run("--zip", zip), zip + " needs a Java 17 or newer, and " + FUNCTION + " runs on python3.13");
    }

    @Test
    void zip_ofAnotherArchitecture_isRefused() throws Exception {
        String zip = script.runtimeZip("arm64").toString();

        assertFailure(script.run("--zip", zip), zip + " is for another architecture; " + FUNCTION + " runs on x86_64");
    }

    @Test
    void zip_tooLarge_isRefusedBeforeTheUpload() throws Exception {
        DeployScript.grow(script.jarsOnlyZip(), 52_428_801);

        assertFailure(
                script.run(), " has 52428801 bytes; Lambda takes layers of up to 52428800 (50 MiB) this way", "S3");
    }

    @Test
    void layers_alreadyFive_isSaidBeforeOneIsPublished() throws Exception {
        script.jarsOnlyZip();
        String[] others = IntStream.range(0, 5)
                .mapToObj(i -> ACCOUNT + "layer:other-" + i + ":1")
                .toArray(String[]::new);
        aws.function("java21", "x86_64", others);

        assertFailure(script.run(), FUNCTION + " has 5 other layers, and Lambda allows 5 in all", others[4]);
    }

    @Test
    void publishing_refused_isSaid() throws Exception {
        script.jarsOnlyZip();
        aws.refuse("publish-layer-version", "\nAn error occurred (CodeStorageExceededException)\n");

        assertThat(failure(script.run()))
                .isEqualTo("deploy: the layer was not published: An error occurred (CodeStorageExceededException)\n");
        assertThat(aws.calls()).noneMatch(call -> call.contains("update-function"));
    }

    @Test
    void attaching_refused_saysWhatIsPublished() throws Exception {
        script.jarsOnlyZip();
        aws.refuse("update-function-configuration", "\nAn error occurred (PreconditionFailedException)\n");

        assertThat(failure(script.run()))
                .isEqualTo("deploy: " + OURS + ":7 is published, but was not attached: An error occurred"
                        + " (PreconditionFailedException)\n");
    }

    @Test
    void update_failed_saysLambdasReason() throws Exception {
        script.jarsOnlyZip();
        aws.refuse("wait-function-updated", "\nWaiter FunctionUpdated failed: terminal failure state\n");
        aws.answerTheFirstTime("get-function-configuration", AwsCliStub.functionRow("Active", "Successful", "r-1"));
        aws.answer("get-function-configuration.2", "The KMS key is disabled\n");

        assertThat(failure(script.run()))
                .isEqualTo("deploy: the update of " + FUNCTION + " did not succeed: Waiter FunctionUpdated failed: "
                        + "terminal failure state. Lambda's reason: The KMS key is disabled\n");
    }

    @ParameterizedTest
    @CsvSource({
        "--fnction, unknown option --fnction",
        "--region, --region needs a value",
        "orders, unknown option orders"
    })
    void option_notUnderstood_isSaid(String option, String message) throws Exception {
        assertThat(failure(script.run(option))).contains("deploy: " + message);
        assertThat(aws.calls()).isEmpty();
    }

    @Test
    void layerName_thatCannotBe_isSaid() throws Exception {
        assertThat(failure(script.run("--layer-name", "my layer")))
                .isEqualTo("deploy: --layer-name takes letters, digits, - and _; received 'my layer'\n");
        assertThat(aws.calls()).isEmpty();
    }

    @Test
    void help_isAnAnswer() throws Exception {
        Result result = script.run("--help");

        assertThat(result.status()).isZero();
        assertThat(result.output()).startsWith("Usage: deploy/deploy.sh ");
        assertThat(aws.calls()).isEmpty();
    }

    /** Failed with one line that has these words in it, and changed nothing. */
    private void assertFailure(Result result, String... words) throws IOException {
        assertThat(failure(result)).hasLineCount(1).startsWith("deploy: ").contains(words);
        assertThat(aws.calls()).noneMatch(call -> call.matches("lambda (publish|update)-.*"));
    }

    private static String failure(Result result) {
        assertThat(result.status()).as(result.output()).isEqualTo(1);
        return result.errors();
    }
}
