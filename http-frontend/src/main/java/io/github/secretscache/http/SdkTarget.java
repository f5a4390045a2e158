package io.github.secretscache.http;

import io.github.secretscache.core.ForwardedCall.Service;
import io.undertow.util.HttpString;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operation that an AWS SDK asks for, by its {@code X-Amz-Target}.
 *
 * @param service which service
 * @param operation such as {@code GetSecretValue}; for Systems Manager only operations on parameters
 */
record SdkTarget(Service service, String operation) {
    static final HttpString HEADER = new HttpString("X-Amz-Target");
    private static final Pattern OPERATION = Pattern.compile("[A-Z][A-Za-z]{1,63}");
    private static final Pattern READ = Pattern.compile("(Get|BatchGet|List|Describe|Validate).*");

    /** Systems Manager also runs commands and opens shells, so the cache forwards only the operations on this list. */
    static final Set<String> ON_PARAMETERS = Set.of(
            "DeleteParameter",
            "DeleteParameters",
            "DescribeParameters",
            "GetParameter",
            "GetParameterHistory",
            "GetParameters",
            "GetParametersByPath",
            "LabelParameterVersion",
            "PutParameter",
            "UnlabelParameterVersion");

    /**
     * Parses the header.
     *
     * @throws RequestException if it is missing, or names an operation that is not served here
     */
    static SdkTarget of(@Nullable String header) {
        if (header == null) {
            throw unknown("The header X-Amz-Target is missing.");
        }
        int dot = header.indexOf('.');
        String operation = header.substring(dot + 1);
        for (Service service : Service.values()) {
            if (dot > 0
                    && header.startsWith(service.target())
                    && service.target().length() == dot) {
                return checked(service, operation, header);
            }
        }
        throw unknown("The secrets cache does not serve " + Excerpt.of(header)
                + "; it serves secretsmanager and, of AmazonSSM, parameters.");
    }

    private static SdkTarget checked(Service service, String operation, String header) {
        boolean known = service != Service.PARAMETER_STORE || ON_PARAMETERS.contains(operation);
        if (!known || !OPERATION.matcher(operation).matches()) {
            throw unknown("The secrets cache does not serve " + Excerpt.of(header)
                    + (known ? ": that is no operation." : "; of AmazonSSM it serves operations on parameters only."));
        }
        return new SdkTarget(service, operation);
    }

    private static RequestException unknown(String message) {
        return new RequestException(ErrorCode.UNKNOWN_OPERATION, message);
    }

    /** {@return whether it changes nothing} */
    boolean isRead() {
        return READ.matcher(operation).matches();
    }

    /** {@return the text of {@code X-Amz-Target}} */
    @Override
    public String toString() {
        return service.target() + "." + operation;
    }
}
