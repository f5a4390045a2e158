package io.github.secretscache.http;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The roles that readers named by {@code roleArn}, each with the group that reads with it. As with AWS's agent, there is
 * room for {@value #MOST}, and none is ever dropped. Thread-safe.
 */
final class NamedRoles {
    static final int MOST = 20;

    private static final Pattern ROLE_ARN = Pattern.compile("arn:[\\w-]+:iam::\\d{12}:role/[\\w+=,.@/-]+");

    private final UnaryOperator<String> groupOf;
    private final Map<String, String> groups = new HashMap<>();

    NamedRoles(UnaryOperator<String> groupOf) {
        this.groupOf = groupOf;
    }

    /**
     * The group that reads with a role.
     *
     * @throws RequestException with the agent's text, if it is not a role or one too many
     */
    synchronized String groupOf(String roleArn) {
        String known = groups.get(roleArn);
        if (known != null) {
            return known;
        }
        if (!ROLE_ARN.matcher(roleArn).matches()) {
            throw noRole();
        }
        if (groups.size() == MOST) {
            throw new RequestException(
                    ErrorCode.TOO_MANY_ROLES,
                    "The maximum number of assumed roles (" + MOST
                            + ") has been reached. Unable to assume the following" + " role to create a client: "
                            + roleArn);
        }
        try {
            String group = groupOf.apply(roleArn);
            groups.put(roleArn, group);
            return group;
        } catch (IllegalArgumentException e) {
            throw noRole();
        }
    }

    private static RequestException noRole() {
        return new RequestException(
                ErrorCode.INVALID_QUERY, "invalid roleArn format, expected arn:<partition>:iam::<account>:role/<name>");
    }
}
