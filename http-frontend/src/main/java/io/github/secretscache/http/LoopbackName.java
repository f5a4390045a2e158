package io.github.secretscache.http;

import java.util.regex.Pattern;

/** Recognises the names of this machine's loopback interface. */
final class LoopbackName {
    private static final Pattern IPV4 = Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");

    private LoopbackName() {}

    /** {@return whether the value of a {@code Host} header, with or without a port, names loopback} */
    static boolean isHost(String host) {
        int colon = host.lastIndexOf(':');
        boolean hasPort = colon > host.lastIndexOf(']');
        if (hasPort && !isNumber(host, colon + 1)) {
            return false;
        }
        String name = hasPort ? host.substring(0, colon) : host;
        return name.equalsIgnoreCase("localhost")
                || name.equalsIgnoreCase("localhost.")
                || name.equals("127.0.0.1")
                || name.equals("[::1]")
                || name.equals("[0:0:0:0:0:0:0:1]")
                || IPV4.matcher(name).matches();
    }

    private static boolean isNumber(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
