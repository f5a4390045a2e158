package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static io.github.secretscache.core.Fixture.MILLI;
import static io.github.secretscache.core.Fixture.REVALIDATE;
import static io.github.secretscache.core.Fixture.TTL;
import static io.github.secretscache.core.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which reads share an entry: names and ARNs, groups, stages and versions. */
@Timeout(60)
class IdentityTest {
    private static final SecretId PARTIAL = SecretId.of("arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db");

    private final Simulated simulated = new Simulated();
    private final SecretId arn = SecretId.of(simulated.source.arn("prod/db"));

    @AfterEach
    void close() {
        simulated.close();
    }

    @Test
    void get_fullArnAfterTheName_isAHit() {
        simulated.read();

        assertThat(text(simulated.read(arn))).isEqualTo("one");

        assertThat(simulated.source.calls()).isEqualTo(1);
        assertThat(simulated.cache.stats().hits()).isEqualTo(1);
        assertThat(simulated.cache.getIfCached(arn)).isNotNull();
    }

    @Test
    void get_nameArnAndPartialArn_shareOneEntryOnceRepliesHaveShownIt() {
        simulated.read(arn);
        simulated.read(PARTIAL);
        simulated.read(DB);
        assertThat(simulated.source.calls()).isEqualTo(3);
        assertThat(simulated.cache.stats().entries()).isEqualTo(1);

        simulated.source.put("prod/db", "two");
        simulated.run(TTL.plus(REVALIDATE));

        assertThat(text(simulated.read(PARTIAL))).isEqualTo("two");
        assertThat(text(simulated.read(DB))).isEqualTo("two");
        assertThat(text(simulated.read(arn))).isEqualTo("two");
        assertThat(simulated.source.calls()).isEqualTo(4);
    }

    @Test
    void get_deletedAndCreatedAnew_oldArnIsNotFoundAndTheNameIsTheNewOne() {
        simulated.read();
        simulated.read(arn);
        simulated.read(PARTIAL);
        simulated.source.delete("prod/db");
        simulated.source.put("prod/db", "new");
        simulated.run(TTL.plus(REVALIDATE));

        assertThat(simulated.refusal(arn)).isEqualTo(Reason.NOT_FOUND);
        assertThat(simulated.readText()).isEqualTo("new");
        assertThat(text(simulated.read(PARTIAL))).isEqualTo("new");
        assertThat(simulated.refusal(arn)).isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void get_nameAfterDeletionOfTheSecretOfTheArn_findsTheNewOne() {
        simulated.read(arn);
        simulated.read(DB);
        simulated.source.delete("prod/db");
        simulated.source.put("prod/db", "new");
        simulated.run(TTL.plus(REVALIDATE));

        assertThat(simulated.readText()).isEqualTo("new");
        assertThat(simulated.refusal(arn)).isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void refresh_byAnAliasFailsForATransientReason_keepsTheSharedValue() {
        simulated.read();
        simulated.source.fail(arn.name(), Reason.THROTTLED);

        assertThat(Simulated.refusal(simulated.refreshing(arn))).isEqualTo(Reason.THROTTLED);

        assertThat(text(simulated.read(arn))).isEqualTo("one");
        assertThat(simulated.read().isStale()).isFalse();
    }

    @Test
    void refresh_byAnAliasIsRefused_endsTheSharedValue() {
        simulated.read();
        simulated.source.outage(Reason.ACCESS_DENIED);

        assertThat(Simulated.refusal(simulated.refreshing(arn))).isEqualTo(Reason.ACCESS_DENIED);

        assertThat(simulated.cache.getIfCached(DB)).isNull();
        assertThat(simulated.refusal(DB)).isEqualTo(Reason.ACCESS_DENIED);
    }

    @Test
    void get_listedSecretReadByArnFirst_isKeptUnderItsListedIdentity() {
        try (Simulated own = new Simulated(builder -> builder.secrets(List.of(ListedSecret.of(DB))))) {
            own.read(arn);
            own.read();
            own.read(arn);

            assertThat(own.source.calls()).isEqualTo(2);
            assertThat(own.cache.entries()).singleElement().satisfies(entry -> {
                assertThat(entry.id()).isEqualTo(DB);
                assertThat(entry.listed()).isTrue();
            });
        }
    }

    @Test
    void get_sameNameInTwoGroups_areTwoSecrets() {
        SecretId here = DB.inGroup("here");
        SecretId there = DB.inGroup("there");
        ListedSecret asIs = ListedSecret.of(here);
        ListedSecret renamed = ListedSecret.of(there).servedAs("db-there");
        try (Simulated own = new Simulated(builder -> builder.secrets(List.of(asIs, renamed)))) {
            own.source.script("prod/db", id -> value(id, "of " + id.group()));

            assertThat(text(own.read(own.cache.resolve("prod/db")))).isEqualTo("of here");
            assertThat(text(own.read(own.cache.resolve("db-there")))).isEqualTo("of there");
        }
    }

    @Test
    void secrets_sameNameInTwoGroupsServedUnderOneName_isRefused() {
        ListedSecret here = ListedSecret.of(DB.inGroup("here"));
        ListedSecret there = ListedSecret.of(DB.inGroup("there"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretsCache.builder().secrets(List.of(here, there)))
                .withMessageStartingWith(
                        "each secret must be served under a name of its own, but prod/db is the name of")
                .withMessageEndingWith("serve one of them under another name");
    }

    @Test
    void get_stagesAndVersionIds_areEntriesOfTheirOwnWithTheNormalTtl() {
        String first = simulated.read().value().versionId();
        simulated.source.put("prod/db", "two");
        SecretId previous = DB.atStage("AWSPREVIOUS");
        SecretId byVersion = DB.atVersion(first);

        assertThat(text(simulated.read(previous))).isEqualTo("one");
        assertThat(text(simulated.read(byVersion))).isEqualTo("one");
        assertThat(text(simulated.read(
                        SecretId.of(simulated.source.arn("prod/db")).atStage("AWSPREVIOUS"))))
                .isEqualTo("one");
        assertThat(simulated.readText()).isEqualTo("one");
        assertThat(simulated.source.calls()).isEqualTo(3);

        simulated.run(TTL.minus(MILLI));
        assertThat(simulated.read(previous).isStale()).isFalse();
        assertThat(simulated.read(byVersion).isStale()).isFalse();
        simulated.run(REVALIDATE.plus(MILLI));
        assertThat(simulated.readText()).isEqualTo("two");
    }

    @Test
    void get_unknownStage_isNotFoundAndTheCurrentVersionIsNotDisturbed() {
        simulated.read();

        assertThat(simulated.refusal(DB.atStage("NOSUCHSTAGE"))).isEqualTo(Reason.NOT_FOUND);
        assertThat(simulated.readText()).isEqualTo("one");
    }

    @Test
    void get_versionIdThatIsNotAtTheStage_isAnError() {
        String first = simulated.read().value().versionId();
        simulated.source.put("prod/db", "two");

        assertThat(simulated.refusal(new SecretId(SecretId.DEFAULT_GROUP, "prod/db", SecretId.AWSCURRENT, first)))
                .isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void get_binarySecret_isItsBytes() {
        byte[] bytes = new byte[65_536];
        bytes[0] = -1;
        simulated.source.putBinary("key", bytes);

        SecretValue value = simulated.read(SecretId.of("key")).value();

        assertThat(value.isText()).isFalse();
        assertThat(value.asBytes()).isEqualTo(bytes).isNotSameAs(value.asBytes());
        assertThat(value.asByteBuffer().isReadOnly()).isTrue();
    }

    private static SecretValue value(SecretId id, String text) {
        return SecretValue.ofText(
                new SecretValue.Description(
                        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf",
                        id.name(),
                        "v",
                        List.of(SecretId.AWSCURRENT),
                        null),
                text);
    }
}
