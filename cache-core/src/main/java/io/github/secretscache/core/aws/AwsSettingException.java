package io.github.secretscache.core.aws;

/**
 * A setting of this process (a variable, a system property or a file) that makes calls impossible. The message names the
 * setting and what is wrong with it, and quotes no server.
 */
final class AwsSettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_LENGTH = 300;

    AwsSettingException(String message, Throwable cause) {
        super(printable(message), cause);
    }

    AwsSettingException(String message) {
        super(printable(message));
    }

    /** {@return a text that fits into a line of a log} */
    static String printable(String text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length() && i < MAX_LENGTH; i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
        return text.length() > MAX_LENGTH ? line.append('…').toString() : line.toString();
    }
}
