package io.github.secretscache.core.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretId;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.internal.AwsErrorCode;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.Crc32MismatchException;
import software.amazon.awssdk.core.exception.NonRetryableException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.sts.model.StsException;

/** What each failure means, for every one the SDK on the class path knows. */
class AwsErrorsTest {
    private static final SecretId DB = SecretId.of("db");

    /** What the modelled errors of the two services mean for a read; those a read cannot cause are left to the status. */
    private static final Map<String, Reason> MODELLED = Map.ofEntries(
            Map.entry("DecryptionFailureException", Reason.DECRYPTION_FAILED),
            Map.entry("EncryptionFailureException", Reason.INVALID_REQUEST),
            Map.entry("InternalServiceErrorException", Reason.SERVICE_FAILED),
            Map.entry("InvalidNextTokenException", Reason.INVALID_REQUEST),
            Map.entry("InvalidParameterException", Reason.INVALID_REQUEST),
            Map.entry("InvalidRequestException", Reason.INVALID_REQUEST),
            Map.entry("LimitExceededException", Reason.THROTTLED),
            Map.entry("MalformedPolicyDocumentException", Reason.INVALID_REQUEST),
            Map.entry("PreconditionNotMetException", Reason.INVALID_REQUEST),
            Map.entry("PublicPolicyException", Reason.INVALID_REQUEST),
            Map.entry("ResourceExistsException", Reason.INVALID_REQUEST),
            Map.entry("ResourceNotFoundException", Reason.NOT_FOUND),
            Map.entry("ExpiredTokenException", Reason.CREDENTIALS_UNAVAILABLE),
            Map.entry("ExpiredTradeInTokenException", Reason.INVALID_REQUEST),
            Map.entry("IdpCommunicationErrorException", Reason.CREDENTIALS_UNAVAILABLE),
            Map.entry("IdpRejectedClaimException", Reason.INVALID_REQUEST),
            Map.entry("InvalidAuthorizationMessageException", Reason.INVALID_REQUEST),
            Map.entry("InvalidIdentityTokenException", Reason.CREDENTIALS_UNAVAILABLE),
            Map.entry("JwtPayloadSizeExceededException", Reason.INVALID_REQUEST),
            Map.entry("OutboundWebIdentityFederationDisabledException", Reason.INVALID_REQUEST),
            Map.entry("PackedPolicyTooLargeException", Reason.INVALID_REQUEST),
            Map.entry("RegionDisabledException", Reason.INVALID_REQUEST),
            Map.entry("SessionDurationEscalationException", Reason.INVALID_REQUEST));

    /** The codes with which the services send modelled errors whose code is not the class's name. */
    private static final Map<String, String> CODES = Map.of(
            "DecryptionFailureException", "DecryptionFailure",
            "EncryptionFailureException", "EncryptionFailure",
            "InternalServiceErrorException", "InternalServiceError",
            "IdpCommunicationErrorException", "IDPCommunicationError",
            "IdpRejectedClaimException", "IDPRejectedClaim",
            "InvalidIdentityTokenException", "InvalidIdentityToken",
            "MalformedPolicyDocumentException", "MalformedPolicyDocument",
            "PackedPolicyTooLargeException", "PackedPolicyTooLarge");

    @Test
    void of_everyModelledErrorOfTheSdk_hasTheReasonExpected() throws Exception {
        Set<String> modelled = new TreeSet<>(modelled(SecretsManagerException.class));
        modelled.addAll(modelled(StsException.class));

        assertThat(modelled).isEqualTo(new TreeSet<>(MODELLED.keySet()));
        MODELLED.forEach((type, reason) ->
                assertThat(reason(400, CODES.getOrDefault(type, type))).as(type).isEqualTo(reason));
    }

    private static List<String> modelled(Class<?> root) throws Exception {
        URI jar = URI.create("jar:"
                + root.getProtectionDomain().getCodeSource().getLocation().toURI());
        String base = root.getSimpleName() + ".class";
        try (FileSystem files = FileSystems.newFileSystem(jar, Map.of());
                Stream<Path> classes =
                        Files.list(files.getPath(root.getPackageName().replace('.', '/')))) {
            return classes.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith("Exception.class") && !name.equals(base))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .toList();
        }
    }

    @Test
    void of_everyCodeTheSdkHoldsForThrottling_isThrottled() {
        assertThat(reasons(AwsErrorCode.THROTTLING_ERROR_CODES)).containsOnly(Reason.THROTTLED);
    }

    @Test
    void of_everyCodeTheSdkRetries_isTransient() {
        assertThat(reasons(AwsErrorCode.RETRYABLE_ERROR_CODES)).allMatch(Reason::isTransient);
    }

    @Test
    void of_everyCodeTheSdkHoldsForAWrongClock_isOfTheCredentials() {
        assertThat(reasons(AwsErrorCode.DEFINITE_CLOCK_SKEW_ERROR_CODES)).containsOnly(Reason.CREDENTIALS_UNAVAILABLE);
        assertThat(reasons(AwsErrorCode.POSSIBLE_CLOCK_SKEW_ERROR_CODES)).containsOnly(Reason.CREDENTIALS_UNAVAILABLE);
    }

    private static Set<Reason> reasons(Set<String> codes) {
        assertThat(codes).isNotEmpty();
        return codes.stream().map(code -> reason(400, code)).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AccessDeniedException",
                "DisabledException",
                "IncorrectKeyException",
                "InvalidCiphertextException",
                "InvalidGrantTokenException",
                "InvalidKeyUsageException",
                "KMSInvalidStateException",
                "NotFoundException",
                "UnsupportedOperationException"
            })
    void of_errorOfKmsThatDoesNotPass_isDefinitive(String code) {
        assertThat(reason(400, code).isTransient()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DependencyTimeoutException", "KeyUnavailableException", "KMSInternalException"})
    void of_errorOfKmsThatPasses_isTransient(String code) {
        assertThat(reason(500, code)).isEqualTo(Reason.SERVICE_FAILED);
        assertThat(reason(400, code)).isEqualTo(Reason.SERVICE_FAILED);
    }

    static Stream<Arguments> clientFailures() {
        return Stream.of(
                Arguments.of(ApiCallTimeoutException.create(1), Reason.TIMED_OUT),
                Arguments.of(ApiCallAttemptTimeoutException.create(1), Reason.TIMED_OUT),
                Arguments.of(AbortedException.create("Thread was interrupted"), Reason.INTERRUPTED),
                Arguments.of(
                        SdkClientException.create("Unable to load region from any of the providers"),
                        Reason.INVALID_REQUEST),
                Arguments.of(
                        SdkClientException.create("Unable to load credentials from any of the providers"),
                        Reason.CREDENTIALS_UNAVAILABLE),
                Arguments.of(http(new SocketTimeoutException("Read timed out")), Reason.TIMED_OUT),
                Arguments.of(http(new SocketTimeoutException("Connect timed out")), Reason.CONNECTION_FAILED),
                Arguments.of(http(new ConnectException("Connection refused")), Reason.CONNECTION_FAILED),
                Arguments.of(http(new NoRouteToHostException()), Reason.CONNECTION_FAILED),
                Arguments.of(http(new SocketException("Connection reset")), Reason.CONNECTION_FAILED),
                Arguments.of(http(new UnknownHostException("no-such-host")), Reason.CONNECTION_FAILED),
                Arguments.of(http(new SSLHandshakeException("no trust")), Reason.CONNECTION_FAILED),
                Arguments.of(http(new IOException("Premature EOF")), Reason.CONNECTION_FAILED),
                Arguments.of(SdkClientException.create("Unable to unmarshall response"), Reason.SERVICE_FAILED),
                Arguments.of(RetryableException.create("odd"), Reason.SOURCE_FAILED),
                Arguments.of(NonRetryableException.create("odd"), Reason.SOURCE_FAILED),
                Arguments.of(Crc32MismatchException.create("odd", new IllegalStateException()), Reason.SOURCE_FAILED),
                Arguments.of(new IllegalStateException("Connection pool shut down"), Reason.SOURCE_FAILED));
    }

    private static SdkClientException http(IOException cause) {
        return SdkClientException.create("Unable to execute HTTP request", cause);
    }

    @ParameterizedTest
    @MethodSource("clientFailures")
    void of_failureWithoutAReply_hasTheReasonOfItsCause(Throwable failure, Reason reason) {
        assertThat(AwsErrors.of(DB, failure).reason()).isEqualTo(reason);
    }

    @Test
    void of_causeThatIsItsOwnCause_ends() {
        List<Throwable> ring = new ArrayList<>();
        ring.add(new IllegalStateException("a"));
        ring.add(new IllegalStateException("b", ring.get(0)));
        ring.get(0).initCause(ring.get(1));

        assertThat(AwsErrors.of(DB, ring.get(1)).reason()).isEqualTo(Reason.SOURCE_FAILED);
    }

    private static Reason reason(int status, String code) {
        AwsServiceException answered = SecretsManagerException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("")
                        .build())
                .build();
        return AwsErrors.of(DB, answered).reason();
    }
}
