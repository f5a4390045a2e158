package io.github.secretscache.extension.api;

/** The grammar of the lines of an HTTP reply (RFC 9112). */
final class HttpSyntax {
    private static final int STATUS_BEGIN = 9;
    private static final int STATUS_END = 12;

    private HttpSyntax() {}

    /** {@return the status of a line such as {@code HTTP/1.1 200 OK}} */
    static int status(String line) throws MalformedReplyException {
        boolean legal = line.length() >= STATUS_END
                && line.startsWith("HTTP/1.")
                && isDigit(line.charAt(7))
                && line.charAt(8) == ' '
                && (line.length() == STATUS_END || line.charAt(STATUS_END) == ' ');
        int status = 0;
        for (int i = STATUS_BEGIN; legal && i < STATUS_END; i++) {
            legal = isDigit(line.charAt(i));
            status = status * 10 + line.charAt(i) - '0';
        }
        if (!legal || status < 100) {
            throw new MalformedReplyException("not an HTTP/1 reply: it begins \"" + Printable.of(line) + "\"");
        }
        return status;
    }

    /** {@return the index of the colon after a header's name} */
    static int endOfName(String line) throws MalformedReplyException {
        int end = 0;
        while (end < line.length() && isNameCharacter(line.charAt(end))) {
            end++;
        }
        if (end == 0 || end == line.length() || line.charAt(end) != ':') {
            throw new MalformedReplyException("not a header: \"" + Printable.of(line) + "\"");
        }
        return end;
    }

    /**
     * {@return the length, which may be in several headers if all are equal}
     *
     * @param values one or more numbers, separated by commas
     */
    static int contentLength(String values, int max) throws MalformedReplyException {
        int length = -1;
        int begin = 0;
        while (begin <= values.length()) {
            int comma = values.indexOf(',', begin);
            int end = comma < 0 ? values.length() : comma;
            int value = number(trim(values, begin, end), 10, max);
            if (value < 0 || (length >= 0 && value != length)) {
                throw new MalformedReplyException("Content-Length " + Printable.of(values));
            }
            length = value;
            begin = end + 1;
        }
        if (length > max) {
            throw bodyTooLarge(max);
        }
        return length;
    }

    /** {@return the size in a line such as {@code 1f;extension}} */
    static int chunkSize(String line, int max) throws MalformedReplyException {
        int semicolon = line.indexOf(';');
        int size = number(trim(line, 0, semicolon < 0 ? line.length() : semicolon), 16, max);
        if (size < 0) {
            throw new MalformedReplyException("chunk size \"" + Printable.of(line) + "\"");
        }
        if (size > max) {
            throw bodyTooLarge(max);
        }
        return size;
    }

    /** {@return whether one of the elements of a comma-separated list is the token, whatever its case} */
    static boolean hasToken(String list, String token) {
        int begin = 0;
        while (begin < list.length()) {
            int comma = list.indexOf(',', begin);
            int end = comma < 0 ? list.length() : comma;
            if (trim(list, begin, end).equalsIgnoreCase(token)) {
                return true;
            }
            begin = end + 1;
        }
        return false;
    }

    /** {@return the part of a line without spaces and tabs around it} */
    static String trim(String line, int begin, int end) {
        int first = begin;
        int last = end;
        while (first < last && isSpace(line.charAt(first))) {
            first++;
        }
        while (first < last && isSpace(line.charAt(last - 1))) {
            last--;
        }
        return line.substring(first, last);
    }

    static MalformedReplyException bodyTooLarge(int max) {
        return new MalformedReplyException("a body of more than " + max + " bytes");
    }

    /** {@return the number, {@code max + 1} if it is larger than {@code max}, or -1 if it is not a number} */
    private static int number(String text, int radix, int max) {
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            number = Math.min(number * radix + digit, max + 1);
        }
        return text.isEmpty() ? -1 : number;
    }

    private static boolean isNameCharacter(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
