package io.github.secretscache.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelPipe;
import org.xnio.IoUtils;
import org.xnio.XnioIoFactory;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * Runs tasks once the I/O thread has looked at its connections. The thread runs each task that it was given before it looks
 * at any connection, and a timer has at least a millisecond. So this is a byte in a pipe, which the thread sees when it
 * looks. Used on the I/O thread only.
 */
final class NextLook {
    /** If no pipe can be had. */
    private static final Duration OTHERWISE = Duration.ofMillis(1);

    private final XnioIoFactory factory;
    private final IoThread thread;
    private final ByteBuffer one = ByteBuffer.allocate(1);
    private final List<Runnable> tasks = new ArrayList<>();

    /** Made when it is needed first. */
    private @Nullable StreamSinkChannel sink;

    NextLook(XnioIoFactory factory, IoThread thread) {
        this.factory = factory;
        this.thread = thread;
    }

    void execute(Runnable task) {
        tasks.add(task);
        if (tasks.size() > 1) {
            return;
        }
        try {
            sink().write(one.clear());
        } catch (IOException e) {
            // There are too many open files; or the server is closing, and drops the task.
            thread.executeAfter(OTHERWISE, this::run);
        }
    }

    private StreamSinkChannel sink() throws IOException {
        StreamSinkChannel open = sink;
        if (open == null) {
            ChannelPipe<StreamSourceChannel, StreamSinkChannel> pipe = factory.createHalfDuplexPipe();
            pipe.getLeftSide().getReadSetter().set(this::hasLooked);
            pipe.getLeftSide().resumeReads();
            open = pipe.getRightSide();
            sink = open;
        }
        return open;
    }

    private void hasLooked(StreamSourceChannel source) {
        try {
            if (source.read(one.clear()) != 0) {
                run();
            }
        } catch (IOException e) {
            IoUtils.safeClose(source);
        }
    }

    private void run() {
        List<Runnable> due = List.copyOf(tasks);
        tasks.clear();
        due.forEach(Runnable::run);
    }

    @Override
    public String toString() {
        return "NextLook[" + tasks.size() + " tasks]";
    }
}
