package io.github.secretscache.http;

import java.util.regex.Pattern;

/** Tells the names of this machine's loopback interface from all others. */
final class LoopbackName {
    private static final Pattern IPV4 = Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");

    private LoopbackName() {}

    /** {@return whether the value of a {@code Host} header, with or without a port, names loopback} */
    static boolean isHost(String host) {
        int colon = host.lastIndexOf(':');
        boolean hasPort = colon > host.lastIndexOf(']');
        if (hasPort && !host.chars().skip(colon + 1L).allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        String name = hasPort ? host.substring(0, colon) : host;
        return name.equalsIgnoreCase("localhost")
                || name.equalsIgnoreCase("localhost.")
                || name.equals("[::1]")
                || name.equals("[0:0:0:0:0:0:0:1]")
                || IPV4.matcher(name).matches();
    }
}
