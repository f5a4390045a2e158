package io.github.secretscache.core.aws;

import io.github.secretscache.core.ListedPath;
import io.github.secretscache.core.Listing;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretId;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
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
 * {@link SecretFetchException}.
 *
 * <p>A reply may hold a secret wherever it is broken, so no text of a reply goes into the exception: the texts of AWS and
 * of the SDK are read to choose a rule, and the message comes from the rule. Codes and request ids are passed on only
 * if they look like one, and the cause is an {@link AwsRedactedCause}.
 */
public final class AwsErrors {
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Za-z]{2,60}(Exception|Error|Failure|Fault)");
    private static final Pattern REQUEST_ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final String READ_ACTION = "secretsmanager:GetSecretValue";
    /** The common prefix of the three actions. */
    private static final String PARAMETER_ACTION = "ssm:GetParameter";

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

    /** For an exception of a call for one secret. */
    public static SecretFetchException of(SecretId id, Throwable failure) {
        return of(Subject.of(id), failure);
    }

    /** What a call for one page of a listing threw. */
    public static SecretFetchException of(Listing listing, Throwable failure) {
        return of(Subject.of(listing), failure);
    }

    private static SecretFetchException of(Subject subject, Throwable failure) {
        if (failure instanceof SecretFetchException known) {
            return known;
        }
        if (failure instanceof AwsServiceException answered) {
            return ofReply(subject, answered);
        }
        return ofFailureHere(subject.begin, failure);
    }

    /** For a forwarded call that was not made. */
    static SecretFetchException ofForwarding(String operation, Throwable failure) {
        return ofFailureHere("cannot forward " + operation + ": ", failure);
    }

    private static SecretFetchException ofFailureHere(String begin, Throwable failure) {
        Optional<SecretFetchException> local = ofLocalFailure(begin, failure);
        if (local.isPresent()) {
            return local.get();
        }
        AwsErrorRule rule = ruleOfClientFailure(failure);
        return new SecretFetchException(rule.reason(), message(begin, rule, null, ""), AwsRedactedCause.of(failure));
    }

    /** Failures whose own message is shown, because it comes from this process. */
    private static Optional<SecretFetchException> ofLocalFailure(String begin, Throwable failure) {
        Throwable refused = AwsLocalFailure.ofCall(AwsEnvironment.ofProcess(), failure);
        return Stream.concat(Stream.ofNullable(refused), causes(failure))
                .flatMap(cause -> ruleOfOwnText(cause).stream()
                        .map(rule -> new SecretFetchException(
                                rule.reason(),
                                message(begin, rule, cause.getMessage(), ""),
                                AwsRedactedCause.of(failure))))
                .findFirst();
    }

    private static Optional<AwsErrorRule> ruleOfOwnText(Throwable cause) {
        if (cause instanceof AwsSettingException) {
            return Optional.of(AwsErrorRule.LOCAL_SETTING);
        }
        if (cause instanceof AwsTlsException) {
            return Optional.of(AwsErrorRule.NO_TLS);
        }
        return cause instanceof AwsCredentialsException
                ? Optional.of(AwsErrorRule.CREDENTIALS_FAILED)
                : Optional.empty();
    }

    /**
     * The error for one secret in a batch reply; empty if its code is unknown, because there is no HTTP status to go
     * by.
     */
    public static Optional<SecretFetchException> ofBatch(SecretId id, APIErrorType error, @Nullable String requestId) {
        Answer answer = new Answer(error.errorCode(), error.message(), requestId);
        Subject subject = Subject.of(id);
        return AwsErrorRule.ofCode(answer.code)
                .map(rule -> answer.failure(subject, narrowed(subject, rule, answer.text), null));
    }

    /** A failure that no exception reports. */
    public static SecretFetchException of(SecretId id, AwsErrorRule rule) {
        return of(Subject.of(id), rule);
    }

    /** A failure of a listing that no exception reports. */
    public static SecretFetchException of(Listing listing, AwsErrorRule rule) {
        return of(Subject.of(listing), rule);
    }

    private static SecretFetchException of(Subject subject, AwsErrorRule rule) {
        return new SecretFetchException(rule.reason(), message(subject.begin, rule, null, ""), null);
    }

    /** Whether AWS refused a signature; a new one may be accepted. */
    static boolean isSignatureRefused(RuntimeException failure) {
        AwsErrorDetails details = failure instanceof AwsServiceException answered ? answered.awsErrorDetails() : null;
        return details != null
                && AwsErrorRule.ofCode(String.valueOf(details.errorCode()))
                        .equals(Optional.of(AwsErrorRule.SIGNATURE_REFUSED));
    }

    private static SecretFetchException ofReply(Subject subject, AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        Answer answer = details == null
                ? new Answer(null, null, e.requestId())
                : new Answer(details.errorCode(), details.errorMessage(), e.requestId());
        AwsErrorRule rule = narrowed(
                subject,
                AwsErrorRule.ofCode(answer.code).orElseGet(() -> ruleOfStatus(e.statusCode(), answer.code)),
                answer.text);
        boolean roleDenied = e instanceof StsException && rule.reason() == Reason.ACCESS_DENIED;
        return answer.failure(subject, roleDenied ? AwsErrorRule.ROLE_ACCESS_DENIED : rule, AwsRedactedCause.of(e));
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
    private static AwsErrorRule narrowed(Subject subject, AwsErrorRule rule, String text) {
        if (rule == AwsErrorRule.ACCESS_DENIED) {
            return deniedOn(subject, text);
        }
        if (rule == AwsErrorRule.INVALID_REQUEST && DELETION.matcher(text).find()) {
            return AwsErrorRule.SCHEDULED_FOR_DELETION;
        }
        return rule;
    }

    private static AwsErrorRule deniedOn(Subject subject, String text) {
        boolean speaksOfKey = text.contains("KMS") || text.contains("kms:Decrypt");
        return speaksOfKey && !text.contains(READ_ACTION) && !text.contains(PARAMETER_ACTION)
                ? AwsErrorRule.KEY_ACCESS_DENIED
                : subject.denied;
    }

    private static AwsErrorRule ruleOfClientFailure(Throwable failure) {
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (failure instanceof ApiCallTimeoutException || failure instanceof ApiCallAttemptTimeoutException) {
            return AwsErrorRule.NO_ANSWER;
        }
        if (AwsReplyBound.isCauseOf(failure)) {
            return AwsErrorRule.TOO_LARGE;
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
        Optional<AwsErrorRule> network = causes(failure)
                .flatMap(cause -> ruleOfNetworkFailure(cause).stream())
                .findFirst();
        if (network.isPresent()) {
            return network.get();
        }
        if (text.startsWith("unable to unmarshall")) {
            return AwsErrorRule.UNREADABLE_REPLY;
        }
        return causes(failure).anyMatch(IOException.class::isInstance)
                ? AwsErrorRule.NOT_CONNECTED
                : AwsErrorRule.UNEXPECTED;
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.<@Nullable Throwable>iterate(failure, t -> t != null, t -> t == null ? null : t.getCause())
                .flatMap(Stream::ofNullable)
                .limit(20);
    }

    private static Optional<AwsErrorRule> ruleOfNetworkFailure(Throwable cause) {
        if (cause instanceof SocketTimeoutException) {
            boolean connecting =
                    String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("connect");
            return Optional.of(connecting ? AwsErrorRule.NOT_CONNECTED : AwsErrorRule.NO_ANSWER);
        }
        if (cause instanceof SSLException) {
            return Optional.of(AwsErrorRule.NO_TLS);
        }
        boolean network = cause instanceof SocketException || cause instanceof UnknownHostException;
        return network ? Optional.of(AwsErrorRule.NOT_CONNECTED) : Optional.empty();
    }

    private static String message(String begin, AwsErrorRule rule, @Nullable String code, String hint) {
        return begin + rule.what() + (code == null ? "" : " (" + code + hint + ")") + "; " + rule.remedy();
    }

    /**
     * What a call was for.
     *
     * @param begin of a message
     * @param denied what it means that the role may not call
     */
    private record Subject(String begin, AwsErrorRule denied) {
        static Subject of(SecretId id) {
            return new Subject(
                    "cannot read " + id.kind().noun() + " " + label(id) + ": ",
                    id.isParameter() ? AwsErrorRule.PARAMETER_ACCESS_DENIED : AwsErrorRule.ACCESS_DENIED);
        }

        static Subject of(Listing listing) {
            String group = listing.group().equals(SecretId.DEFAULT_GROUP) ? "" : " of group " + listing.group();
            return new Subject(
                    "cannot list the " + listing.described() + group + ": ",
                    listing instanceof ListedPath
                            ? AwsErrorRule.PARAMETER_PATH_ACCESS_DENIED
                            : AwsErrorRule.SECRET_LIST_ACCESS_DENIED);
        }
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

    /** AWS's answer, if there was one. */
    private static final class Answer {
        private final String code;
        private final String text;
        private final @Nullable String requestId;

        Answer(@Nullable String code, @Nullable String text, @Nullable String requestId) {
            this.code = Objects.requireNonNullElse(code, "");
            this.text = Objects.requireNonNullElse(text, "");
            this.requestId = requestId;
        }

        SecretFetchException failure(Subject subject, AwsErrorRule rule, @Nullable Throwable cause) {
            boolean knownCode = AwsErrorRule.ofCode(code).isPresent();
            String shownCode = knownCode || CODE.matcher(code).matches() ? code : null;
            String shownId = requestId != null && REQUEST_ID.matcher(requestId).matches() ? requestId : null;
            String hint = rule.reason() == Reason.ACCESS_DENIED ? policiesNamed() : "";
            return new SecretFetchException(
                    rule.reason(), message(subject.begin, rule, shownCode, hint), cause, shownCode, shownId);
        }

        private String policiesNamed() {
            String named = POLICIES.stream().filter(text::contains).collect(Collectors.joining(", "));
            return named.isEmpty() ? "" : "; AWS names: " + named;
        }
    }
}
