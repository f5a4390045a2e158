package io.github.secretscache.locallambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls and their refusals while two extensions initialise; neither has registered yet. */
@Timeout(120)
class ExtensionsApiTest {

    private static final String REGISTER = "/2020-01-01/extension/register";
    private static final String NEXT = "/2020-01-01/extension/event/next";

    @TempDir
    Path root;

    private Stage stage;
    private ApiClient api;

    @BeforeEach
    void start() {
        stage = Stage.open(root, "a", "b.sh");
        stage.beginInit();
        api = stage.api;
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void register_ofALaunchedFile_answersIdAndFunction() {
        ApiClient.Reply reply = api.register("a", "INVOKE", "SHUTDOWN");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(UUID.fromString(reply.header(Stage.ID)).version()).isEqualTo(4);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.body())
                .isEqualTo("{\"functionName\":\"function\",\"functionVersion\":\"$LATEST\",\"handler\":\"\"}\n");
    }

    @Test
    void register_withAccountIdAmongTheFeatures_answersAccount() {
        ApiClient.Reply reply = api.call(
                "POST",
                REGISTER,
                "{}",
                Map.of("Lambda-Extension-Name", "a", "Lambda-Extension-Accept-Feature", " foo , accountId ,"));

        assertThat(reply.body()).contains("\"accountId\":\"123456789012\"");
    }

    @Test
    void register_withoutName_isRefused() {
        for (Map<String, String> headers : List.of(Map.<String, String>of(), Map.of("Lambda-Extension-Name", ""))) {
            refused(
                    api.call("POST", REGISTER, "{}", headers),
                    "Extension.InvalidExtensionName",
                    "Empty extension name");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "events",
                "[]",
                "{\"events\":\"INVOKE\"}",
                "{\"events\":[1]}",
                "{\"events\":[]} x",
                "{\"configurationKeys\":[\"x\"]}"
            })
    void register_withABodyThatIsNot_isRefusedAndCanBeCorrected(String body) {
        ApiClient.Reply reply = api.registerRaw("a", body);

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.errorType()).isEqualTo("InvalidRequestFormat");
        assertThat(api.register("a", "SHUTDOWN").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"invoke", "FOO"})
    void register_forAnUnknownEvent_isRefusedAndCanBeCorrected(String event) {
        refused(api.register("a", "INVOKE", event), "Extension.InvalidEventType", event + ": ErrorInvalidEventType");
        assertThat(api.register("a", "INVOKE").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"events\":null}",
                "{\"events\":[]}",
                "{\"events\":[\"INVOKE\",\"INVOKE\"]}",
                "{\"new\":1,\"configurationKeys\":[]}"
            })
    void register_forFewEvents_isAccepted(String body) {
        assertThat(api.registerRaw("a", body).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.sh", "A", "b"})
    void register_underAWrongName_isTakenForAnInternalExtension(String name) {
        refused(
                api.register(name, "INVOKE", "SHUTDOWN"),
                "Extension.InvalidEventType",
                "SHUTDOWN: ShutdownEventNotSupportedForInternalExtension");
        assertThat(api.register(name, "INVOKE").status()).isEqualTo(200);
        refused(
                api.register(name, "INVOKE"),
                "Extension.InvalidExtensionState",
                "Extension with this name already registered");
    }

    @Test
    void register_twice_isRefusedWithItsState() {
        api.register("a");

        refused(api.register("a"), "Extension.InvalidExtensionState", transition("Registered", "Registered", "a"));
    }

    @Test
    void register_ofTheEleventh_isRefused() {
        for (int i = 3; i <= 10; i++) {
            assertThat(api.register("internal" + i).status()).isEqualTo(200);
        }

        refused(api.register("internal11"), "Extension.TooManyExtensions", "Extension limit (10) reached");
    }

    @Test
    void identifier_thatIsMissingMalformedOrUnknown_isRefusedDistinctly() {
        UUID unknown = UUID.randomUUID();

        refused(
                api.call("GET", NEXT, "", Map.of()),
                "Extension.MissingExtensionIdentifier",
                "Missing Lambda-Extension-Identifier header");
        refused(
                api.call("GET", NEXT, "", Map.of(Stage.ID, "")),
                "Extension.MissingExtensionIdentifier",
                "Missing Lambda-Extension-Identifier header");
        refused(
                ApiClient.finish(api.next("1-1-1-1-1")),
                "Extension.InvalidExtensionIdentifier",
                "Invalid Lambda-Extension-Identifier");
        refused(
                ApiClient.finish(api.next(unknown.toString())),
                "Extension.UnknownExtensionIdentifier",
                "Unknown extension " + unknown);
        refused(
                api.error("init", unknown.toString(), "Extension.X"),
                "Extension.UnknownExtensionIdentifier",
                "Unknown Lambda-Extension-Identifier");
    }

    @Test
    void next_whileOneIsParked_isRefused() {
        String id = stage.register("a", "INVOKE");
        stage.next("a");
        stage.awaitReady("a");

        refused(ApiClient.finish(api.next(id)), "Extension.InvalidExtensionState", transition("Ready", "Ready", id));
        assertThat(stage.parked("a")).isTrue();
    }

    @Test
    void initError_isAcceptedTwiceAndEndsEveryOtherCall() {
        String id = stage.register("a", "INVOKE");

        refused(
                api.call("POST", "/2020-01-01/extension/init/error", "", Map.of(Stage.ID, id)),
                "Extension.MissingHeader",
                "Lambda-Extension-Function-Error-Type not found");
        assertThat(api.error("init", id, "Extension.ConfigInvalid").status()).isEqualTo(202);
        assertThat(api.error("init", id, "Extension.Other").body()).isEqualTo("{\"status\":\"OK\"}\n");
        refused(
                ApiClient.finish(api.next(id)),
                "Extension.InvalidExtensionState",
                transition("InitError", "Ready", id));
        refused(
                api.error("exit", id, "Extension.X"),
                "Extension.InvalidExtensionState",
                transition("InitError", "Exited", id));
    }

    @Test
    void exitError_isLegalAfterRegisterAndWhileParked() {
        String registered = stage.register("a", "INVOKE");
        String parked = stage.register("b.sh", "INVOKE");
        stage.next("b.sh");
        stage.awaitReady("b.sh");

        assertThat(api.error("exit", registered, "Extension.X").status()).isEqualTo(202);
        assertThat(api.error("exit", parked, "Extension.X").status()).isEqualTo(202);
        assertThat(api.error("exit", parked, "Extension.X").status()).isEqualTo(202);
        refused(
                ApiClient.finish(api.next(registered)),
                "Extension.InvalidExtensionState",
                transition("ExitError", "Ready", registered));
    }

    @Test
    void path_thatIsUnknownOrHasAnotherMethod_answers404And405() {
        assertThat(api.call("GET", "/2020-01-01/extension/none", "", Map.of()).status())
                .isEqualTo(404);
        assertThat(api.call("GET", "/elsewhere", "", Map.of()).body()).startsWith("404 page not found");
        ApiClient.Reply wrongMethod = api.call("GET", REGISTER, "", Map.of());
        assertThat(wrongMethod.status()).isEqualTo(405);
        assertThat(wrongMethod.body()).isEmpty();
    }

    @Test
    void telemetry_isNotSupportedAndSaysSoWith202() {
        ApiClient.Reply telemetry = api.call("PUT", "/2022-07-01/telemetry", "{}", Map.of());
        ApiClient.Reply logs = api.call("PUT", "/2020-08-15/logs", "{}", Map.of());

        assertThat(telemetry.status()).isEqualTo(202);
        assertThat(telemetry.errorType()).isEqualTo("Telemetry.NotSupported");
        assertThat(logs.status()).isEqualTo(202);
        assertThat(logs.errorType()).isEqualTo("Logs.NotSupported");
    }

    private static String transition(String from, String to, String who) {
        return "State transition from " + from + " to " + to + " failed for extension " + who
                + ". Error: State transition is not allowed";
    }

    private static void refused(ApiClient.Reply reply, String type, String message) {
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.errorType()).isEqualTo(type);
        assertThat(reply.message()).isEqualTo(message);
    }
}
