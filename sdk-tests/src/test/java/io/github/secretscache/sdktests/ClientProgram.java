package io.github.secretscache.sdktests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * A program that a user of a client might write: nothing in it, or in what it is started with, speaks of the cache but the
 * one variable. It reads {@code get NAME}, {@code again NAME} and {@code put NAME TEXT} from standard input until that
 * ends.
 */
abstract class ClientProgram {
    private final SecretsManagerClient writer;

    /** @param writer what a program on a library that only reads would write with */
    ClientProgram(SecretsManagerClient writer) {
        this.writer = writer;
    }

    abstract String get(String name) throws Exception;

    /** A read by what may have a memory of its own, and has read this secret before. */
    String again(String name) throws Exception {
        return get(name);
    }

    final void run() throws IOException {
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream replies = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String request = requests.readLine(); request != null; request = requests.readLine()) {
            replies.println(answer(request.split(" ", 3)));
        }
    }

    private String answer(String... words) {
        try {
            if (words[0].equals("put")) {
                writer.putSecretValue(request -> request.secretId(words[1]).secretString(words[2]));
                return "value written";
            }
            return "value " + (words[0].equals("again") ? again(words[1]) : get(words[1]));
        } catch (Exception e) {
            return "error " + described(e).replace('\n', ' ');
        }
    }

    private static String described(Throwable e) {
        String code = e instanceof AwsServiceException service
                ? service.awsErrorDetails().errorCode()
                : "";
        String cause = e.getCause() == null ? "" : " caused by " + described(e.getCause());
        return e.getClass().getSimpleName() + " " + code + " " + e.getMessage() + cause;
    }
}
