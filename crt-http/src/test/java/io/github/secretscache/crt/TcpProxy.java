package io.github.secretscache.crt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;

/** Passes connections on, and counts them. The first ones may be left without an answer. */
final class TcpProxy implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();

    TcpProxy(int target, int unanswered, ExecutorService threads) throws IOException {
        threads.submit(() -> {
            while (true) {
                Socket here = listening.accept();
                accepted.add(here);
                if (accepted.size() <= unanswered) {
                    continue;
                }
                Socket there = new Socket("localhost", target);
                threads.submit(() -> pass(here, there));
                threads.submit(() -> pass(there, here));
            }
        });
    }

    private static Void pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
        return null;
    }

    int port() {
        return listening.getLocalPort();
    }

    int accepted() {
        return accepted.size();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
