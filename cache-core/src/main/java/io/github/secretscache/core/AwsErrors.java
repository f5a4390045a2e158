package io.github.secretscache.core;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * The one place that turns a failure of Secrets Manager, STS, KMS, the SDK or the JDK into a
 * {@link SecretSourceException}.
 *
 * <p>A reply may hold a secret wherever it is broken, so no text of a reply goes into the exception: the texts of AWS and
 * of the SDK are read to choose a rule, and what is said comes from the rule. Codes and request ids are passed on only
 * when they look like one, and the cause is an {@link AwsRedactedCause}.
 */
final class AwsErrors {
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Za-z]{2,60}(Exception|Error|Failure|Fault)");
    private static final Pattern REQUEST_ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern DELETION = Pattern.compile("(marked|scheduled) (for deletion|deleted)");

    /** The kinds of policy that AWS names in the message of an access denied error. */
    private static final List<String> POLICIES = List.of(
            "explicit deny",
            "identity-based policy",
            "resource-based policy",
            "VPC endpoint policy",
            "service control policy",
            "resource control policy",
            "permissions boundary",
            "session policy");

    private AwsErrors() {}

    /** What a call for one secret threw. */
    static SecretSourceException of(SecretId id, Throwable failure) {
        if (failure instanceof SecretSourceException known) {
            return known;
        }
        if (failure instanceof AwsServiceException answered) {
            return ofReply(id, answered);
        }
        return new SecretSourceException(
                ruleOfClientFailure(failure).reason(),
                message(id, ruleOfClientFailure(failure), null, ""),
                AwsRedactedCause.of(failure));
    }

    /** What a batch reply says of one secret; empty if its code is unknown, for without an HTTP status it says nothing. */
    static Optional<SecretSourceException> ofBatch(SecretId id, APIErrorType error, @Nullable String requestId) {
        String code = error.errorCode() == null ? "" : error.errorCode();
        String text = error.message() == null ? "" : error.message();
        return AwsErrorRule.ofCode(code)
                .map(rule -> answered(id, refine(rule, text, false), code, text, requestId, null));
    }

    /** A failure that no exception reports. */
    static SecretSourceException of(SecretId id, AwsErrorRule rule) {
        return new SecretSourceException(rule.reason(), message(id, rule, null, ""), null);
    }

    private static SecretSourceException ofReply(SecretId id, AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null || details.errorCode() == null ? "" : details.errorCode();
        String text = details == null || details.errorMessage() == null ? "" : details.errorMessage();
        AwsErrorRule rule = AwsErrorRule.ofCode(code).orElseGet(() -> ruleOfStatus(e.statusCode(), code));
        return answered(
                id, refine(rule, text, e instanceof StsException), code, text, e.requestId(), AwsRedactedCause.of(e));
    }

    private static AwsErrorRule ruleOfStatus(int status, String code) {
        if (status == 429) {
            return AwsErrorRule.THROTTLED;
        }
        if (status >= 500) {
            return AwsErrorRule.SERVICE_FAILED;
        }
        if (code.isEmpty()) {
            return AwsErrorRule.NOT_AWS;
        }
        return status == 403 ? AwsErrorRule.ACCESS_DENIED : AwsErrorRule.INVALID_REQUEST;
    }

    /** The narrower rule that the service's text points to. */
    private static AwsErrorRule refine(AwsErrorRule rule, String text, boolean fromSts) {
        return switch (rule) {
            case ACCESS_DENIED ->
                fromSts
                        ? AwsErrorRule.ROLE_ACCESS_DENIED
                        : text.contains("KMS") || text.contains("kms:")
                                ? AwsErrorRule.KEY_ACCESS_DENIED
                                : AwsErrorRule.ACCESS_DENIED;
            case INVALID_REQUEST -> DELETION.matcher(text).find() ? AwsErrorRule.SCHEDULED_FOR_DELETION : rule;
            default -> rule;
        };
    }

    private static SecretSourceException answered(
            SecretId id,
            AwsErrorRule rule,
            String code,
            String text,
            @Nullable String requestId,
            @Nullable Throwable cause) {
        String shownCode =
                AwsErrorRule.ofCode(code).isPresent() || CODE.matcher(code).matches() ? code : null;
        String shownId = requestId != null && REQUEST_ID.matcher(requestId).matches() ? requestId : null;
        String policies = rule.reason() == SecretSourceException.Reason.ACCESS_DENIED ? policiesNamedIn(text) : "";
        return new SecretSourceException(
                rule.reason(), message(id, rule, shownCode, policies), cause, shownCode, shownId);
    }

    private static String policiesNamedIn(String text) {
        String named = POLICIES.stream().filter(text::contains).collect(Collectors.joining(", "));
        return named.isEmpty() ? "" : " (AWS names: " + named + ")";
    }

    private static AwsErrorRule ruleOfClientFailure(Throwable failure) {
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (failure instanceof ApiCallTimeoutException || failure instanceof ApiCallAttemptTimeoutException) {
            return AwsErrorRule.NO_ANSWER;
        }
        if (failure instanceof AbortedException) {
            return AwsErrorRule.INTERRUPTED;
        }
        if (text.startsWith("unable to load region")) {
            return AwsErrorRule.NO_REGION;
        }
        if (failure instanceof SdkClientException && text.contains("credentials")) {
            return AwsErrorRule.NO_CREDENTIALS;
        }
        if (text.startsWith("unable to unmarshall")) {
            return AwsErrorRule.UNREADABLE_REPLY;
        }
        return ruleOfNetworkFailure(failure).orElse(AwsErrorRule.UNEXPECTED);
    }

    private static Optional<AwsErrorRule> ruleOfNetworkFailure(Throwable failure) {
        List<Throwable> causes = Stream.iterate(failure, t -> t != null, Throwable::getCause)
                .limit(20)
                .toList();
        return causes.stream()
                .filter(IOException.class::isInstance)
                .reduce((outer, inner) -> inner)
                .map(innermost -> ruleOf((IOException) innermost));
    }

    private static AwsErrorRule ruleOf(IOException e) {
        if (e instanceof SocketTimeoutException) {
            boolean connecting =
                    String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("connect");
            return connecting ? AwsErrorRule.NOT_CONNECTED : AwsErrorRule.NO_ANSWER;
        }
        return e instanceof SSLException ? AwsErrorRule.NO_TLS : AwsErrorRule.NOT_CONNECTED;
    }

    private static String message(SecretId id, AwsErrorRule rule, @Nullable String code, String hint) {
        return "cannot read secret " + label(id) + ": " + rule.what() + (code == null ? "" : " (" + code + ")") + hint
                + "; " + rule.remedy();
    }

    private static String label(SecretId id) {
        StringBuilder label = new StringBuilder(id.name());
        if (id.versionId() != null) {
            label.append(" version ").append(id.versionId());
        }
        if (id.versionStage() != null && !id.versionStage().equals(SecretId.AWSCURRENT)) {
            label.append(" at ").append(id.versionStage());
        }
        if (!id.group().equals(SecretId.DEFAULT_GROUP)) {
            label.append(" of group ").append(id.group());
        }
        return label.toString();
    }
}
