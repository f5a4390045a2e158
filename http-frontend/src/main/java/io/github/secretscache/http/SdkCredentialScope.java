package io.github.secretscache.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the {@code Authorization} header of Signature Version 4 says of the region: {@code Credential=KEY/DATE/REGION/…}. */
final class SdkCredentialScope {
    /** Bounded, or a long header that repeats the beginning would take the square of its length. */
    private static final Pattern CREDENTIAL = Pattern.compile("Credential=[^/,]{1,128}+/\\d{8}/([a-z0-9-]{1,32})/");

    private SdkCredentialScope() {}

    /** {@return the region, or {@code null} if the header is absent or not of that form} */
    static @Nullable String regionOf(@Nullable String authorization) {
        if (authorization == null) {
            return null;
        }
        Matcher credential = CREDENTIAL.matcher(authorization);
        return credential.find() ? credential.group(1) : null;
    }
}
