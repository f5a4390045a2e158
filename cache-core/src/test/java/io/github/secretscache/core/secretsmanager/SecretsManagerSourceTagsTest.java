package io.github.secretscache.core.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.core.ListedPath;
import io.github.secretscache.core.ListedTags;
import io.github.secretscache.core.ListingPage;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.aws.StubAws;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SecretsManagerSourceTagsTest extends SourceFixture {
    private static final String LIST = "ListSecrets";
    private static final ListedTags ORDERS = ListedTags.of(Map.of("app", "orders"));

    private void answer(String... secrets) {
        aws.on(LIST, StubAws.json(200, "{\"SecretList\":[" + String.join(",", secrets) + "]}"));
    }

    private static String secret(String name, String tags) {
        return "{\"ARN\":\"" + StubSecrets.arn(name) + "\",\"Name\":\"" + name + "\",\"Tags\":[" + tags + "]}";
    }

    private static String tag(String key, String value) {
        return "{\"Key\":\"" + key + "\",\"Value\":\"" + value + "\"}";
    }

    @Test
    void fetchPage_whatTheServiceSieves_isLeftOutUnlessItHasTheVeryTag() {
        answer(
                secret("mine", tag("team", "blue") + "," + tag("app", "orders")),
                secret("longer-value", tag("app", "orders-archive")),
                secret("longer-key", tag("application", "orders")),
                secret("crossed", tag("app", "billing") + "," + tag("for", "orders")),
                secret("other-case", tag("App", "Orders")),
                secret("without", ""));

        ListingPage page = source.fetchPage(ORDERS, null);

        assertThat(page.found()).containsExactly(new ListingPage.Found("mine", StubSecrets.arn("mine"), null));
        assertThat(page.next()).isNull();
        assertThat(aws.calls(LIST))
                .extracting(StubAws.Call::body)
                .containsExactly("{\"MaxResults\":100,\"Filters\":[{\"Key\":\"tag-value\",\"Values\":[\"orders\"]},"
                        + "{\"Key\":\"tag-key\",\"Values\":[\"app\"]}]}");
    }

    @Test
    void fetchPage_nextToken_isPassedOn() {
        aws.on(LIST, StubAws.json(200, "{\"SecretList\":[],\"NextToken\":\"more\"}"));

        assertThat(source.fetchPage(ORDERS, null).next()).isEqualTo("more");
        source.fetchPage(ORDERS, "more");

        assertThat(aws.calls(LIST).get(1).body()).contains("\"NextToken\":\"more\"");
    }

    @Test
    void fetchPage_tagsThatNoFilterTakes_areNotAskedForButChecked() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("größe", "!klein");
        tags.put("empty", "");
        answer(
                secret("mine", tag("größe", "!klein") + "," + tag("empty", "")),
                secret("other", tag("größe", "klein") + "," + tag("empty", "")),
                secret("half", tag("größe", "!klein")));

        assertThat(source.fetchPage(ListedTags.of(tags), null).found())
                .extracting(ListingPage.Found::name)
                .containsExactly("mine");

        assertThat(aws.calls(LIST).get(0).body())
                .contains("\"Filters\":[{\"Key\":\"tag-key\",\"Values\":[\"empty\"]}]");
    }

    @Test
    void fetchPage_tenTags_areTenFilters() {
        Map<String, String> tags = new LinkedHashMap<>();
        IntStream.range(0, 10).forEach(i -> tags.put("k" + i, "v" + i));
        answer();

        source.fetchPage(ListedTags.of(tags), null);

        assertThat(aws.calls(LIST).get(0).body().split("\"Key\"")).hasSize(11);
    }

    @Test
    void fetchPage_denied_namesItsAction() {
        aws.on(LIST, StubAws.error(400, "AccessDeniedException", "secretsmanager:ListSecrets"));

        assertThatThrownBy(() -> source.fetchPage(ORDERS.inGroup("default"), null))
                .isInstanceOfSatisfying(
                        SecretFetchException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ACCESS_DENIED))
                .hasMessageStartingWith(
                        "cannot list the secrets tagged app=orders: the role may not look for secrets by"
                                + " their tags (AccessDeniedException")
                .hasMessageContaining("allow the IAM action secretsmanager:ListSecrets, ");
    }

    @Test
    void fetchPage_throttledOrUnknownGroup_isToldForTheTags() {
        aws.on(LIST, StubAws.error(400, "ThrottlingException", "slow down"));

        assertThatThrownBy(() -> source.fetchPage(ORDERS, null))
                .hasMessageStartingWith(
                        "cannot list the secrets tagged app=orders: the service is throttling requests");
        assertThatThrownBy(() -> source.fetchPage(ORDERS.inGroup("nowhere"), null))
                .hasMessageContaining("the source has no such group");
    }

    @Test
    void fetchPage_incompleteReply_isRefused() {
        aws.on(LIST, StubAws.json(200, "{\"SecretList\":[{\"Name\":\"x\"}]}"));

        assertThatThrownBy(() -> source.fetchPage(ORDERS, null))
                .hasMessageContaining("the endpoint answered something that is no reply of the service");
    }

    @Test
    void fetchPage_path_isForTheOtherSource() {
        assertThatThrownBy(() -> source.fetchPage(ListedPath.of("/app"), null))
                .hasMessageContaining("the source reads secrets only");
    }
}
