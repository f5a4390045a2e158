package io.github.secretscache.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** An aws on a path of its own, with nothing beside it but what the scripts need. As made, a deployment succeeds. */
final class AwsCliStub {
    static final String ACCOUNT = "arn:aws:lambda:eu-west-1:123456789012:";
    static final String OURS = ACCOUNT + "layer:" + DeployScript.LAYER;

    private static final List<String> TOOLS =
            List.of("cat", "date", "grep", "mktemp", "openssl", "rm", "sed", "sha256sum", "tr", "wc");

    private final Path bin;
    private final Path answers;

    private AwsCliStub(Path bin, Path answers) {
        this.bin = bin;
        this.answers = answers;
    }

    static AwsCliStub in(Path root) throws IOException {
        Path bin = Files.createDirectories(root.resolve("bin"));
        for (String tool : TOOLS) {
            executable(bin.resolve(tool), "#!/bin/sh\nexec " + find(tool) + " \"$@\"\n");
        }
        try (InputStream stub = AwsCliStub.class.getResourceAsStream("aws-stub.sh")) {
            executable(bin.resolve("aws"), new String(stub.readAllBytes(), UTF_8));
        }
        AwsCliStub aws = new AwsCliStub(bin, Files.createDirectories(root.resolve("answers")));
        aws.answer("get-caller-identity", "123456789012\n");
        aws.function("java21", "x86_64");
        aws.answer("publish-layer-version", OURS + ":7\n");
        aws.answer("update-function-configuration", "InProgress\n");
        aws.answer("wait-function-updated", "");
        return aws;
    }

    private static Path find(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + tool + " on the PATH"));
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    void usedBy(DeployScript script) {
        script.with("PATH", bin.toString()).with("AWS_STUB", answers.toString()).with("AWS_REGION", "eu-west-1");
    }

    void uninstall() throws IOException {
        Files.delete(bin.resolve("aws"));
    }

    /** What the operation prints. */
    void answer(String operation, String output) throws IOException {
        Files.writeString(answers.resolve(operation), output);
    }

    /** And what it printed until now, from the second time on. */
    void answerTheFirstTime(String operation, String output) throws IOException {
        Files.move(answers.resolve(operation), answers.resolve(operation + ".2"));
        answer(operation, output);
    }

    /** The operation fails, and says why on stderr. */
    void refuse(String operation, String words) throws IOException {
        answer(operation + ".error", words);
    }

    /** What get-function-configuration prints of a function that has these layers. */
    void function(String runtime, String architecture, String... layers) throws IOException {
        String row = String.join(
                "\t",
                ACCOUNT + "function:" + DeployScript.FUNCTION,
                "Zip",
                runtime,
                architecture,
                "Active",
                "Successful",
                "r-1");
        answer(
                "get-function-configuration",
                layers.length == 0 ? row + "\tNone\n" : row + "\n" + String.join("\t", layers) + "\n");
    }

    /** The same of a Java function without layers in one of its states. */
    static String functionRow(String state, String update, String revision) {
        return ACCOUNT + "function:" + DeployScript.FUNCTION + "\tZip\tjava21\tx86_64\t" + state + "\t" + update + "\t"
                + revision + "\tNone\n";
    }

    /** What aws was called with, a line a call. */
    List<String> calls() throws IOException {
        Path calls = answers.resolve("calls");
        return Files.exists(calls)
                ? Files.readAllLines(calls).stream()
                        .map(call -> call.replace('\t', ' '))
                        .toList()
                : List.of();
    }

    void forgetCalls() throws IOException {
        Files.delete(answers.resolve("calls"));
    }

    String published() throws IOException {
        return call("publish-layer-version");
    }

    /** The layers the function has in the end. */
    List<String> attached() throws IOException {
        return List.of(call("update-function-configuration")
                .replaceAll(".* --layers (.*) --region .*", "$1")
                .split(" "));
    }

    private String call(String operation) throws IOException {
        return calls().stream()
                .filter(call -> call.contains(" " + operation + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + operation));
    }
}
