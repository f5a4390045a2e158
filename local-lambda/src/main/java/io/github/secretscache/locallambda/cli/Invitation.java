package io.github.secretscache.locallambda.cli;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import java.io.PrintStream;
import java.net.URI;

/** Says how to use what is being served, in lines to copy. */
final class Invitation {

    private Invitation() {}

    static void print(PrintStream out, LocalLambda lambda, SecretsManagerEndpoint endpoint, String secret) {
        URI invocation = lambda.invocationUri();
        URI lambdaUrl = invocation.resolve("/");
        URI control = endpoint.httpUri().resolve("/_local/");
        out.println("Invoke the function:");
        out.println("  curl -s -d '{}' " + invocation);
        out.println("  echo '{}' | aws lambda invoke --endpoint-url " + lambdaUrl
                + " --no-sign-request --region us-east-1 --function-name function --payload fileb:///dev/stdin"
                + " /dev/stdout");
        out.println("Rotate a secret (any credentials will do, such as AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x):");
        out.println("  aws secretsmanager put-secret-value --endpoint-url " + endpoint.httpUri()
                + " --region us-east-1 --secret-id " + secret + " --secret-string"
                + " '{\"username\":\"anika_clone\",\"password\":\"new\"}'");
        out.println("Let Secrets Manager fail, see what it was asked, make it work again:");
        out.println("  curl -s -d '{\"kind\":\"throttle\",\"times\":3}' " + control.resolve("faults"));
        out.println("  curl -s " + control.resolve("calls"));
        out.println("  curl -s -X DELETE " + control.resolve("faults"));
        out.println();
        out.println("Ctrl-C ends it.");
    }
}
