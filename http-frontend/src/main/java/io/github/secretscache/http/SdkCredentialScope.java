package io.github.secretscache.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the region in the {@code Authorization} header of Signature Version 4: {@code Credential=KEY/DATE/REGION/…}. */
final class SdkCredentialScope {
    /** Bounded, because a long header that repeats the beginning would take quadratic time. */
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
