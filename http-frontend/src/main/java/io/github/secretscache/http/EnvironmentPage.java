package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretFetchException;
import java.io.ByteArrayOutputStream;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables for a program: {@code NAME=VALUE} for each, followed by a NUL, as {@code env -0} writes it;
 * {@code NAME?=VALUE} for one that must not replace a variable that is already set. A value may hold any byte but NUL.
 */
final class EnvironmentPage {
    static final String PATH = "/environment";

    /** Linux's limit for one variable with its name, the {@code =} and the NUL. */
    private static final int MOST_BYTES = 128 * 1024;

    private final LogThread log;

    EnvironmentPage(LogThread log) {
        this.log = log;
    }

    /** Answers when the values have arrived, or with the reason why the program cannot be started. */
    void answer(ReaderRequest request, Served served) {
        String refusal = served.options().environmentRefusal();
        if (refusal != null) {
            throw new RequestException(ErrorCode.ENVIRONMENT_REFUSED, refusal);
        }
        for (EnvironmentVariable variable : served.options().environment()) {
            served.access().requireAllowed(variable.read(served.cache()));
        }
        EnvironmentReads variables = new EnvironmentReads(request, served);
        request.enter(
                served.options().environment().size(),
                () -> false,
                () -> variables.await(reads -> {
                    request.leave();
                    request.awaitTask(
                            () -> page(served, reads), body -> request.reply("application/octet-stream", body));
                }));
    }

    /** One message names every missing variable; the first one decides the code. */
    private ByteBuffer page(Served served, EnvironmentReads reads) {
        Page page = new Page();
        StringBuilder missing = new StringBuilder();
        RuntimeException first = null;
        for (EnvironmentVariable variable : served.options().environment()) {
            RuntimeException failure = page.add(variable, reads.outcome(variable));
            if (failure != null && variable.optional()) {
                logLeftOut(variable, failure);
            } else if (failure != null) {
                missing.append(missing.isEmpty() ? "" : "; ");
                missing.append("environment variable ").append(variable.name());
                missing.append(": ").append(failure.getMessage());
                first = first == null ? failure : first;
            }
        }
        if (first != null) {
            throw withMessage(first, missing.toString());
        }
        return page.body();
    }

    private static RuntimeException withMessage(RuntimeException failure, String message) {
        return failure instanceof SecretFetchException fetch
                ? new SecretFetchException(fetch.reason(), message, fetch, fetch.awsErrorCode(), fetch.requestId())
                : new RequestException(((RequestException) failure).code(), message);
    }

    private void logLeftOut(EnvironmentVariable variable, RuntimeException failure) {
        log.log(suffix -> System.getLogger(EnvironmentPage.class.getName())
                .log(
                        Level.WARNING,
                        "the optional environment variable " + variable.name() + " is not set: " + failure.getMessage()
                                + suffix));
    }

    /** The body as it grows. Holds secrets: not a record. */
    private static final class Page {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        /** {@return why the variable cannot be set, or {@code null} when it has been added} */
        @Nullable
        RuntimeException add(EnvironmentVariable variable, EnvironmentReads.Outcome outcome) {
            if (outcome.failure() != null) {
                return outcome.failure();
            }
            try {
                byte[] value = bytes(variable, Objects.requireNonNull(outcome.secret()));
                byte[] name =
                        (variable.name() + (variable.override() ? "=" : "?=")).getBytes(StandardCharsets.US_ASCII);
                body.writeBytes(name);
                body.writeBytes(value);
                body.write(0);
                return null;
            } catch (RequestException e) {
                return e;
            }
        }

        private static byte[] bytes(EnvironmentVariable variable, CachedSecret secret) {
            ByteBuffer payload = variable.jsonKey() == null
                    ? secret.value().asByteBuffer()
                    : ReplyContent.member(secret.value(), variable.jsonKey()).payload();
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            for (byte b : bytes) {
                if (b == 0) {
                    throw unusable("The secret has a NUL byte, which ends a variable: keep it as base64, for one.");
                }
            }
            int size = variable.name().length() + bytes.length + 2;
            if (size > MOST_BYTES) {
                throw unusable("With its name it has " + size + " bytes; Linux takes " + MOST_BYTES + " at most.");
            }
            return bytes;
        }

        private static RequestException unusable(String detail) {
            return new RequestException(ErrorCode.NOT_AN_ENVIRONMENT_VALUE, detail);
        }

        ByteBuffer body() {
            return ByteBuffer.wrap(body.toByteArray());
        }

        @Override
        public String toString() {
            return "Page[" + body.size() + " bytes]";
        }
    }
}
