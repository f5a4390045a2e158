package io.github.secretscache.core;

import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which names, versions and labels a parameter can have. Other invalid names, such as one with a space, are left to
 * Parameter Store to refuse.
 */
final class ParameterNames {
    static final int LONGEST = 2048;

    private static final int MOST_LEVELS = 15;
    private static final String REFERENCE = "/aws/reference/secretsmanager/";
    private static final Pattern ARN = Pattern.compile("arn:aws[a-z-]*:ssm:[a-z0-9-]+:(?:[0-9]{12})?:parameter/[^:*]+");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern SECRET_VERSION = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private ParameterNames() {}

    /** A name without its version or label, and that version or label, or {@code null}. */
    record Selected(
            String name, @Nullable String label, @Nullable String version) {}

    /** Splits a name as GetParameter accepts it: {@code name:version}, {@code name:label}, or the same with an ARN. */
    static Selected selected(String asked) {
        int colon = asked.indexOf(':', endOfArnPrefix(asked));
        if (colon < 0) {
            return new Selected(asked, null, null);
        }
        String name = asked.substring(0, colon);
        String selector = asked.substring(colon + 1);
        boolean isVersion = (referencedSecret(name) == null ? VERSION : SECRET_VERSION)
                .matcher(selector)
                .matches();
        return isVersion ? new Selected(name, null, selector) : new Selected(name, selector, null);
    }

    /** An ARN has five colons of its own. */
    private static int endOfArnPrefix(String asked) {
        int end = 0;
        for (int i = 0; asked.startsWith("arn:") && i < 5; i++) {
            end = Math.max(end, asked.indexOf(':', end) + 1);
        }
        return end;
    }

    /** The secret that Parameter Store reads instead of a parameter, or {@code null}. */
    static @Nullable String referencedSecret(String name) {
        return name.startsWith(REFERENCE) ? name.substring(REFERENCE.length()) : null;
    }

    static void check(String name, @Nullable String label, @Nullable String version, boolean decrypted) {
        boolean isArn = name.startsWith("arn:");
        if (isArn && !ARN.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "an ARN given as a parameter name must be one of Parameter Store, such as"
                            + " arn:aws:ssm:eu-west-1:123456789012:parameter/app/db, but is: "
                            + SecretId.abbreviated(name));
        }
        if (!isArn && name.indexOf(':') >= 0) {
            throw new IllegalArgumentException("a parameter name must have no colon, but is: "
                    + SecretId.abbreviated(name) + ": give the version or label behind it by atVersion or atStage");
        }
        if (version != null && label != null) {
            throw new IllegalArgumentException("a parameter is read by its version or by a label, but both are given:"
                    + " version " + SecretId.abbreviated(version) + " and label " + SecretId.abbreviated(label)
                    + ": leave one out");
        }
        if (referencedSecret(name) == null) {
            checkLevels("parameter name", isArn ? name.substring(name.indexOf(":parameter/") + 10) : name);
            checkSelector(label, version);
        } else if (!decrypted) {
            throw new IllegalArgumentException("a secret is read through Parameter Store with decryption only, but "
                    + SecretId.abbreviated(name) + " is asked for without: leave withDecryption=false out");
        } else {
            SecretId unused = new SecretId(SecretId.DEFAULT_GROUP, name.substring(REFERENCE.length()), label, version);
        }
    }

    static void checkPath(String path) {
        SecretId.checkPart("parameter path", path, 1, LONGEST);
        if (path.startsWith(REFERENCE)) {
            throw new IllegalArgumentException(
                    "secrets have no path to list, but it is: " + SecretId.abbreviated(path) + ": list each secret");
        }
        checkLevels("parameter path", path);
    }

    private static void checkLevels(String what, String name) {
        if (name.contains("//")) {
            throw new IllegalArgumentException("a " + what + " must have no doubled slash, but is: "
                    + SecretId.abbreviated(name) + ": write each slash once");
        }
        long levels =
                Stream.of(name.split("/")).filter(level -> !level.isEmpty()).count();
        if (levels > MOST_LEVELS) {
            throw new IllegalArgumentException("a " + what + " must have at most " + MOST_LEVELS + " levels, but has "
                    + levels + ": " + SecretId.abbreviated(name));
        }
    }

    private static void checkSelector(@Nullable String label, @Nullable String version) {
        if (version != null && !VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException("a parameter's version must be a number such as 3, but is: "
                    + SecretId.abbreviated(version) + ": a label is given by atStage");
        }
        if (label != null && Character.isDigit(label.charAt(0))) {
            throw new IllegalArgumentException("a parameter's label must not begin with a digit, but is: "
                    + SecretId.abbreviated(label) + ": a version is given by atVersion");
        }
    }
}
