package io.github.secretscache.core.aws;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Authorization} of Signature Version 4, taken apart.
 *
 * @param accessKeyId whose signature it claims to be
 * @param region of its scope
 * @param service of its scope
 * @param signedHeaders their names in lower case
 * @param signature in hexadecimal digits
 */
record AwsAuthorization(
        String accessKeyId, String region, String service, List<String> signedHeaders, String signature) {
    private static final Pattern FORM = Pattern.compile("AWS4-HMAC-SHA256 +Credential=([^/,\\s]{1,128})/[0-9]{8}/"
            + "([a-z0-9-]{1,32})/([a-z0-9-]{1,32})/aws4_request, *SignedHeaders=([a-z0-9;-]{1,2048}),"
            + " *Signature=([0-9a-f]{64})");

    /** {@return its parts, or {@code null} if it has another form} */
    static @Nullable AwsAuthorization parse(String header) {
        Matcher parts = FORM.matcher(header);
        return parts.matches()
                ? new AwsAuthorization(
                        parts.group(1),
                        parts.group(2),
                        parts.group(3),
                        List.of(parts.group(4).split(";")),
                        parts.group(5))
                : null;
    }

    @Override
    public String toString() {
        return "AwsAuthorization[" + accessKeyId + " in " + region + "]";
    }
}
