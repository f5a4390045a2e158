package io.github.secretscache.systemtests;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scripts in a project folder of their own, beside an aws that records its calls. */
@Timeout(120)
abstract class DeployScriptFixture {
    @TempDir
    Path root;

    AwsCliStub aws;
    DeployScript script;

    @BeforeEach
    void layOut() throws IOException {
        aws = AwsCliStub.in(root);
        script = DeployScript.copiedTo(root.resolve("my project"));
        aws.usedBy(script);
    }
}
