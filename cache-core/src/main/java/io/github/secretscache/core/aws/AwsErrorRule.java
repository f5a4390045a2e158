package io.github.secretscache.core.aws;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What can go wrong on the way to a secret, and what each failure means: the table of {@code docs/errors.md}, in its
 * order. {@link AwsErrors} decides which rule a failure falls under.
 */
public enum AwsErrorRule {
    NOT_FOUND(
            Reason.NOT_FOUND,
            "Secrets Manager knows no such secret, or no version of it at that stage or id",
            "check the name, the region, and the version stage or id",
            When.code("ResourceNotFoundException")),
    PARAMETER_NOT_FOUND(
            Reason.NOT_FOUND,
            "Parameter Store knows no such parameter",
            "check the name, which begins with a slash if it has levels, and the region",
            When.code("ParameterNotFound").or("a name among the InvalidParameters of GetParameters")),
    PARAMETER_VERSION_NOT_FOUND(
            Reason.NOT_FOUND,
            "Parameter Store knows no such version or label of the parameter",
            "check the version or label; of a parameter's versions only the newest 100 are kept",
            When.code("ParameterVersionNotFound", "ParameterVersionLabelNotFound")),
    PARAMETER_ACCESS_DENIED(
            Reason.ACCESS_DENIED,
            "the role may not read the parameter",
            "allow the IAM action ssm:GetParameter on the parameter",
            When.condition("AccessDeniedException to GetParameter")),
    PARAMETER_PATH_ACCESS_DENIED(
            Reason.ACCESS_DENIED,
            "the role may not read the parameters below the path",
            "allow the IAM action ssm:GetParametersByPath on the path",
            When.condition("AccessDeniedException to GetParametersByPath")),
    SECRET_LIST_ACCESS_DENIED(
            Reason.ACCESS_DENIED,
            "the role may not look for secrets by their tags",
            "allow the IAM action secretsmanager:ListSecrets, which knows no single secret: its resource is *",
            When.condition("AccessDeniedException to ListSecrets")),
    ACCESS_DENIED(
            Reason.ACCESS_DENIED,
            "the role may not read the secret",
            "allow the IAM action secretsmanager:GetSecretValue on the secret",
            When.code("AccessDeniedException", "AccessDenied").or("another code with HTTP 403")),
    KEY_ACCESS_DENIED(
            Reason.ACCESS_DENIED,
            "the role may not use the KMS key of the secret",
            "allow the IAM action kms:Decrypt on that key, in the role's policy and in the key's",
            When.code("KMSAccessDeniedException").or("AccessDeniedException that speaks of KMS")),
    ROLE_ACCESS_DENIED(
            Reason.ACCESS_DENIED,
            "the role of the group may not be assumed",
            "allow the IAM action sts:AssumeRole on it, and let its trust policy name this process's own role",
            When.condition("AccessDenied from STS")),
    DECRYPTION_FAILED(
            Reason.DECRYPTION_FAILED,
            "the KMS key of the secret cannot decrypt it",
            "check that the key exists, is enabled and is not pending deletion",
            When.code(
                    "DecryptionFailure",
                    "DecryptionFailureException",
                    "DisabledException",
                    "InvalidKeyId",
                    "InvalidKeyUsageException",
                    "KMSDisabledException",
                    "KMSInvalidStateException",
                    "KMSNotFoundException")),
    SCHEDULED_FOR_DELETION(
            Reason.SCHEDULED_FOR_DELETION,
            "the secret is scheduled for deletion",
            "restore it with RestoreSecret, or stop reading it",
            When.condition("InvalidRequestException that speaks of deletion")),
    INVALID_REQUEST(
            Reason.INVALID_REQUEST,
            "the service refused the request as such",
            "check the name, the version stage and id, the region and the role",
            When.code(
                            "InvalidRequestException",
                            "InvalidParameterException",
                            "InvalidParameterValueException",
                            "ValidationException",
                            "ValidationError",
                            "SerializationException",
                            "UnknownOperationException",
                            "MalformedPolicyDocument",
                            "PackedPolicyTooLarge",
                            "OptInRequired",
                            "RegionDisabledException")
                    .or("another code with HTTP 4xx")),
    THROTTLED(
            Reason.THROTTLED,
            "the service is throttling requests",
            "it passes by itself; if it persists, raise the ttl",
            When.code(
                            "ThrottlingException",
                            "Throttling",
                            "ThrottledException",
                            "TooManyRequestsException",
                            "RequestLimitExceeded",
                            "RequestThrottled",
                            "RequestThrottledException",
                            "EC2ThrottledException",
                            "KMSThrottlingException",
                            "BandwidthLimitExceeded",
                            "LimitExceededException",
                            "PriorRequestNotComplete",
                            "ProvisionedThroughputExceededException",
                            "SlowDown",
                            "TransactionInProgressException")
                    .or("HTTP 429")),
    SERVICE_FAILED(
            Reason.SERVICE_FAILED,
            "the service failed",
            "it passes by itself; see the AWS Health Dashboard if it persists",
            When.code(
                            "InternalServiceError",
                            "InternalServiceErrorException",
                            "InternalServerError",
                            "InternalServerException",
                            "InternalFailure",
                            "InternalError",
                            "InternalException",
                            "KMSInternalException",
                            "DependencyTimeoutException",
                            "KeyUnavailableException",
                            "ServiceUnavailable",
                            "ServiceUnavailableException")
                    .or("another code with HTTP 5xx")),
    CREDENTIALS_REFUSED(
            Reason.CREDENTIALS_UNAVAILABLE,
            "AWS does not accept the credentials: they have expired or are unknown",
            "check that the credentials of this process are renewed and belong to this AWS partition",
            When.code(
                    "ExpiredTokenException",
                    "ExpiredToken",
                    "UnrecognizedClientException",
                    "InvalidClientTokenId",
                    "InvalidAccessKeyId",
                    "InvalidIdentityToken",
                    "IDPCommunicationError",
                    "MissingAuthenticationToken",
                    "MissingAuthenticationTokenException",
                    "IncompleteSignature",
                    "IncompleteSignatureException")),
    SIGNATURE_REFUSED(
            Reason.CREDENTIALS_UNAVAILABLE,
            "AWS does not accept the signature of the request",
            "check the clock of this machine and the secret access key",
            When.code(
                    "InvalidSignatureException",
                    "SignatureDoesNotMatch",
                    "AuthFailure",
                    "RequestExpired",
                    "RequestInTheFuture",
                    "RequestTimeTooSkewed")),
    SERVICE_TIMED_OUT(
            Reason.TIMED_OUT,
            "the service gave up waiting",
            "it passes by itself",
            When.code("RequestTimeout", "RequestTimeoutException")),
    NO_CREDENTIALS(
            Reason.CREDENTIALS_UNAVAILABLE,
            "the AWS SDK finds no credentials",
            "give the function, task or instance a role, or set up a profile",
            When.condition("the SDK finds no credentials")),
    CREDENTIALS_FAILED(
            Reason.CREDENTIALS_UNAVAILABLE,
            "the provider of credentials that is set up gives none",
            "mend what it says, or set up another",
            When.condition("the provider of credentials that is set up fails")),
    LOCAL_SETTING(
            Reason.INVALID_REQUEST,
            "no call can be made with the settings of this process",
            "correct the variable, property or file that is named",
            When.condition(
                    "a variable, system property or file that the SDK, a proxy or the trust needs cannot be used")),
    NO_REGION(
            Reason.INVALID_REQUEST,
            "the AWS SDK finds no region",
            "set AWS_REGION, or the region of the group",
            When.condition("the SDK finds no region")),
    NOT_AWS(
            Reason.SERVICE_FAILED,
            "the endpoint answered without an AWS error code",
            "check the endpoint, and whether a proxy or another server answers in its place",
            When.condition("HTTP 3xx or 4xx without an AWS error code")),
    UNREADABLE_REPLY(
            Reason.SERVICE_FAILED,
            "the endpoint answered something that is no reply of the service",
            "check the endpoint, and whether a proxy or another server answers in its place",
            When.condition("HTTP 200 with a reply that cannot be read or is not complete")),
    OTHER_SECRET(
            Reason.SERVICE_FAILED,
            "the reply is of something else than was asked for",
            "check the endpoint, and whether a proxy or another server answers in its place",
            When.condition("HTTP 200 with the name, ARN or version of another secret")),
    TOO_LARGE(
            Reason.SERVICE_FAILED,
            "the reply is larger than the service's limit of 64 KiB for a secret",
            "check the endpoint, and whether a proxy or another server answers in its place",
            When.condition("HTTP 200 with more than 64 KiB of secret")),
    NO_ANSWER(
            Reason.TIMED_OUT,
            "no answer in time",
            "check the network path and requestTimeout",
            When.condition("no answer within requestTimeout, or none to the last attempt")),
    NOT_CONNECTED(
            Reason.CONNECTION_FAILED,
            "no connection to AWS, or it broke",
            "check DNS, the proxy and the network path; in a VPC, the interface endpoint or NAT gateway",
            When.condition("connection refused, reset or not made within connectTimeout; unknown host")),
    NO_TLS(
            Reason.CONNECTION_FAILED,
            "no TLS connection to AWS",
            "check AWS_CA_BUNDLE or the trust store, and whether a proxy intercepts TLS",
            When.condition("TLS handshake failed")),
    INTERRUPTED(
            Reason.INTERRUPTED,
            "the reading thread was interrupted before the answer came",
            "read again",
            When.condition("the reading thread is interrupted")),
    UNKNOWN_GROUP(
            Reason.INVALID_REQUEST,
            "the source has no such group",
            "add the group to the SecretsManagerSource, or use one it has",
            When.condition("the id names a group that the source does not have")),
    NO_PARAMETERS(
            Reason.INVALID_REQUEST,
            "the source reads secrets only",
            "give the cache ParameterStoreSource.beside(that source)",
            When.condition("a parameter is asked of SecretsManagerSource")),
    CLOSED(Reason.CLOSED, "the source is closed", "read before close()", When.condition("the source is closed")),
    UNEXPECTED(
            Reason.SOURCE_FAILED,
            "the AWS SDK failed in an unexpected way",
            "report it with the stack trace, which holds no secret",
            When.condition("anything else"));

    private final Reason reason;
    private final String what;
    private final String remedy;

    @SuppressWarnings("ImmutableEnumChecker") // a record of a string and of List.of()
    private final When when;

    AwsErrorRule(Reason reason, String what, String remedy, When when) {
        this.reason = reason;
        this.what = what;
        this.remedy = remedy;
        this.when = when;
    }

    /** The rule whose list of codes has this one. */
    static Optional<AwsErrorRule> ofCode(String code) {
        return Arrays.stream(values())
                .filter(rule -> rule.when.codes.contains(code))
                .findFirst();
    }

    public Reason reason() {
        return reason;
    }

    /** What failed, for a message. */
    String what() {
        return what;
    }

    /** What to do about it, for a message. */
    String remedy() {
        return remedy;
    }

    /** When the rule holds. */
    public When when() {
        return when;
    }

    /**
     * When a rule holds.
     *
     * @param codes for these error codes of AWS
     * @param condition and besides when this is so; empty if the codes say it all
     */
    public record When(List<String> codes, String condition) {
        static When code(String... codes) {
            return new When(List.of(codes), "");
        }

        static When condition(String condition) {
            return new When(List.of(), condition);
        }

        When or(String otherCondition) {
            return new When(codes, otherCondition);
        }
    }
}
