package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.http.RawClient.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads with a role on the AWS-compatible paths, as AWS's agent answers them. */
@Timeout(60)
class RoleArnTest {
    private static final String GET = "/secretsmanager/get?secretId=prod/db&roleArn=";
    private static final String ROLE = "arn:aws:iam::123456789012:role/";

    private final List<String> asked = new ArrayList<>();
    private final ServedCache served =
            ServedCache.open(ServedCache.options().roles(this::groupOf).build());

    private String groupOf(String roleArn) {
        asked.add(roleArn);
        return roleArn;
    }

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void eachRole_hasEntriesOfItsOwn() throws IOException {
        served.source.text("prod/db", "of one role");
        assertThat(served.get(GET + ROLE + "one").text()).contains("of one role");
        served.source.text("prod/db", "of the other");

        assertThat(served.get("/v1/prod/db?roleArn=" + ROLE + "team/other").text())
                .contains("of the other");
        assertThat(served.get(GET + ROLE + "one").text()).contains("of one role");
        assertThat(served.get("/v1/prod/db").text()).contains("of the other");
        assertThat(asked).as("once each").containsExactly(ROLE + "one", ROLE + "team/other");
        assertThat(served.cache.entries())
                .filteredOn(entry -> entry.versionId() != null)
                .extracting(entry -> entry.id().group())
                .containsExactlyInAnyOrder(ROLE + "one", ROLE + "team/other", "default");
    }

    @Test
    void nameThatIsListed_isJustANameWithARole() throws IOException {
        served.source.text("prod/db", "listed as db, at stage blue").text("db", "of the role");

        assertThat(served.get("/v1/db?roleArn=" + ROLE + "one").text()).contains("of the role");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "arn:aws:iam::123456789012:role/",
                "arn:aws:iam::12345678901:role/one",
                "arn:aws:iam::123456789012:user/one",
                "arn:aws:iam::123456789012:role/o%0Ane",
                "arn:aws:iam::123456789012:role/one,%20two",
            })
    void whatIsNoRole_isToldInTheAgentsWords(String arn) throws IOException {
        Reply reply = served.get(GET + arn);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text())
                .isEqualTo("invalid roleArn format, expected arn:<partition>:iam::<account>:role/<name>");
        assertThat(asked).isEmpty();
    }

    @Test
    void roleThatTheSourceRefuses_isToldInTheAgentsWords() throws IOException {
        ServeOptions options = ServedCache.options()
                .roles(arn -> {
                    throw new IllegalArgumentException();
                })
                .build();
        try (ServedCache refusing = ServedCache.open(options)) {
            assertThat(refusing.get(GET + "arn:moon:iam::123456789012:role/one").text())
                    .startsWith("invalid roleArn format");
        }
    }

    @Test
    void oneRoleMoreThanTwenty_isRefused_andTheOthersAreStillServed() throws IOException {
        served.source.text("prod/db", "hunter2");
        for (int i = 1; i <= 20; i++) {
            assertThat(served.get(GET + ROLE + i).status()).isEqualTo(200);
        }

        Reply reply = served.get(GET + ROLE + "21");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text())
                .isEqualTo("{\"__type\":\"MaxRolesExceeded\",\"message\":\"The maximum number of assumed roles (20) has"
                        + " been reached. Unable to assume the following role to create a client: " + ROLE + "21\"}");
        assertThat(served.get(GET + ROLE + "20").status()).isEqualTo(200);
        assertThat(asked).hasSize(20);
    }

    @Test
    void roleThatMayNotBeAssumed_is403() throws IOException {
        String message = "the role may not be assumed; allow the IAM action sts:AssumeRole on it";
        served.source.failing(
                "prod/db", new SecretFetchException(Reason.ACCESS_DENIED, message, null, "AccessDenied", "request-1"));

        Reply reply = served.get(GET + ROLE + "one");

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.text()).isEqualTo("{\"__type\":\"AccessDeniedException\",\"message\":\"" + message + "\"}");
    }

    @Test
    void token_isNeeded() throws IOException {
        assertThat(RawClient.get(served.port, GET + ROLE + "one").text()).isEqualTo("Bad Token");
        assertThat(asked).isEmpty();
    }

    @Test
    void allowList_holdsForEveryRole() throws IOException {
        ServeOptions options = ServedCache.options()
                .roles(this::groupOf)
                .allow(List.of("dev/*"))
                .build();
        try (ServedCache limited = ServedCache.open(options)) {
            limited.source.text("prod/db", "hunter2").text("dev/db", "open");

            assertThat(limited.get(GET + ROLE + "one").status()).isEqualTo(403);
            assertThat(limited.get("/v1/dev/db?roleArn=" + ROLE + "one").status())
                    .isEqualTo(200);
        }
    }
}
