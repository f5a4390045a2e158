package io.github.secretscache.core.aws;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parts of an ARN ({@code arn:partition:service:region:account:resource}) that matter here. */
public final class AwsArn {
    private static final int REGION = 3;
    private static final int PARTS = 6;
    private static final Pattern RANDOM_ENDING = Pattern.compile("-[A-Za-z0-9]{6}");

    private AwsArn() {}

    public static boolean isArn(String name) {
        return name.startsWith("arn:");
    }

    /** The region of an ARN; {@code null} for a name, and for an ARN without one. */
    public static @Nullable String region(String name) {
        String[] parts = parts(name);
        return parts.length < PARTS || parts[REGION].isEmpty() ? null : parts[REGION];
    }

    /** The ARN of the same secret in another region; a name is the same everywhere. */
    public static String inRegion(String name, String region) {
        String[] parts = parts(name);
        if (parts.length < PARTS) {
            return name;
        }
        parts[REGION] = region;
        return String.join(":", parts);
    }

    /** Whether an ARN, full or without its random ending, belongs to the secret with this full ARN and name. */
    public static boolean fits(String asked, String fullArn, String name) {
        return fullArn.equals(asked)
                || (asked.endsWith(":secret:" + name)
                        && fullArn.startsWith(asked)
                        && RANDOM_ENDING
                                .matcher(fullArn.substring(asked.length()))
                                .matches());
    }

    private static String[] parts(String name) {
        return isArn(name) ? name.split(":", PARTS) : new String[0];
    }
}
