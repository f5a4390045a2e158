package io.github.secretscache.core.aws;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The targets that are called directly. An item is {@code *}, a host, a domain with or without a dot before it (both hold
 * for the domain itself and all below it), an address or a range of addresses ({@code 10.0.0.0/8}); any but a range may
 * end with a port. Loopback is always among them.
 */
final class NoProxy {
    private final List<Item> items;

    private record Item(String host, int port) {}

    private NoProxy(List<Item> items) {
        this.items = items;
    }

    static NoProxy parse(@Nullable String list) {
        List<Item> items = new ArrayList<>();
        if (list != null) {
            for (String part : list.split("[,\\s]+", -1)) {
                if (!part.isEmpty()) {
                    items.add(item(part.toLowerCase(Locale.ROOT)));
                }
            }
        }
        return new NoProxy(items);
    }

    private static Item item(String text) {
        int close = text.indexOf(']');
        int colon = text.lastIndexOf(':');
        boolean hasPort = text.startsWith("[") ? colon > close : colon >= 0 && colon == text.indexOf(':');
        int port = hasPort ? port(text.substring(colon + 1)) : -1;
        String host = bare(hasPort ? text.substring(0, colon) : text);
        host = host.startsWith("*.") ? host.substring(1) : host;
        return new Item(host.startsWith(".") ? host.substring(1) : host, port);
    }

    /** {@return the number, or a number that no target has} */
    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }

    boolean holds(URI target) {
        String host = bare(String.valueOf(target.getHost()).toLowerCase(Locale.ROOT));
        if (isLoopback(host)) {
            return true;
        }
        int port = target.getPort() >= 0 ? target.getPort() : "http".equals(target.getScheme()) ? 80 : 443;
        byte[] address = address(host);
        for (Item item : items) {
            boolean samePort = item.port < 0 || item.port == port;
            if (samePort && (item.host.equals("*") || matches(item.host, host, address))) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String item, String host, byte @Nullable [] address) {
        int slash = item.indexOf('/');
        if (slash >= 0) {
            byte[] network = address(item.substring(0, slash));
            return address != null && network != null && isInRange(address, network, port(item.substring(slash + 1)));
        }
        if (address != null) {
            byte[] same = address(item);
            return same != null && isInRange(address, same, same.length * 8);
        }
        return host.equals(item) || host.endsWith("." + item);
    }

    private static boolean isInRange(byte[] address, byte[] network, int bits) {
        if (address.length != network.length || bits < 0 || bits > address.length * 8) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if (((address[bit / 8] ^ network[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLoopback(String host) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return true;
        }
        byte[] address = address(host);
        try {
            return address != null && InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** {@return the bytes of an address in numbers; {@code null} for a name, which is not looked up} */
    private static byte @Nullable [] address(String host) {
        boolean ipv6 = host.indexOf(':') >= 0;
        if (!ipv6 && !host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
            return null;
        }
        try {
            return InetAddress.getByName(ipv6 ? "[" + host + "]" : host).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
