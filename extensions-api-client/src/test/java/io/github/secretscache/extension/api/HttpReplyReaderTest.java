package io.github.secretscache.extension.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpReplyReaderTest {
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    @Test
    void read_contentLength_takesExactlyThat() throws Exception {
        HttpReply reply = read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(body(reply)).isEqualTo("hello");
        assertThat(reply.isConnectionReusable()).isTrue();
    }

    @Test
    void read_headers_anyCaseAndPadding() throws Exception {
        HttpReply reply =
                read("HTTP/1.1 202 \r\nlambda-EXTENSION-identifier:\t abc \t\r\nCONTENT-LENGTH:0\r\nX-Empty:\r\n\r\n");
        assertThat(reply.header("Lambda-Extension-Identifier")).isEqualTo("abc");
        assertThat(reply.header("x-empty")).isEmpty();
        assertThat(reply.header("absent")).isNull();
        assertThat(reply.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200", "HTTP/1.1 200 ", "HTTP/1.1 200 Très OK", "HTTP/1.0 200 OK"})
    void read_statusLine_anyReason(String statusLine) throws Exception {
        assertThat(read(statusLine + "\r\nContent-Length: 0\r\n\r\n").status()).isEqualTo(200);
    }

    @Test
    void read_bareLineFeeds_areAccepted() throws Exception {
        assertThat(body(read("HTTP/1.1 200 OK\nContent-Length: 2\n\nhi"))).isEqualTo("hi");
    }

    @Test
    void read_chunks_areJoined() throws Exception {
        HttpReply reply = read(CHUNKED + "3\r\nabc\r\n0A;name=\"value\"\r\n0123456789\r\n0\r\nX-Trailer: 1\r\n\r\n");
        assertThat(body(reply)).isEqualTo("abc0123456789");
        assertThat(reply.header("X-Trailer")).isNull();
        assertThat(reply.isConnectionReusable()).isTrue();
    }

    @Test
    void read_noLength_endsWithTheConnection() throws Exception {
        HttpReply reply = read("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(10_000));
        assertThat(reply.body()).hasSize(10_000);
        assertThat(reply.isConnectionReusable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void read_statusWithoutBody_hasNone(int status) throws Exception {
        HttpReply reply = read("HTTP/1.1 " + status + " X\r\nContent-Length: 5\r\n\r\n");
        assertThat(reply.body()).isEmpty();
        assertThat(reply.isConnectionReusable()).isTrue();
    }

    @Test
    void read_interimReplies_areSkipped() throws Exception {
        HttpReply reply = read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\ny");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Link")).isNull();
        assertThat(body(reply)).isEqualTo("y");
    }

    @Test
    void read_twoRepliesInOrder_eachIsWhole() throws Exception {
        byte[] both = bytes("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na" + CHUNKED + "1\r\nb\r\n0\r\n\r\n");
        HttpReplyReader reader = new HttpReplyReader(new ByteArrayInputStream(both));
        assertThat(body(reader.read())).isEqualTo("a");
        assertThat(body(reader.read())).isEqualTo("b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na",
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na",
                "HTTP/1.1 200 OK\r\nconnection: X, Close\r\nContent-Length: 1\r\n\r\na",
                "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nConnection: close\r\nContent-Length: 1\r\n\r\na",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
            })
    void read_whatEndsOrTaintsTheConnection_isNotReused(String reply) throws Exception {
        HttpReply read = read(reply);
        assertThat(body(read)).isEqualTo("a");
        assertThat(read.isConnectionReusable()).isFalse();
    }

    @Test
    void read_equalLengthsTwice_countAsOne() throws Exception {
        assertThat(body(read("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1, 1\r\n\r\na")))
                .isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n",
                "garbage\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001",
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.x 200 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "HTTP/1.1 2O0 OK\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
                "HTTP/1.1 200 OK\r\nspace before : colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\na",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\na",
                "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na",
                "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\na",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: 262145\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: \r\n\r\n",
                CHUNKED + "x\r\n",
                CHUNKED + "\r\n",
                CHUNKED + "-1\r\n",
                CHUNKED + "0x1\r\na\r\n0\r\n\r\n",
                CHUNKED + "2\r\nabc\r\n0\r\n\r\n",
                CHUNKED + "40001\r\n",
                CHUNKED + "FFFFFFFFFFFFFFFFF\r\n",
                CHUNKED + "100000000\r\n",
                CHUNKED + "0\r\nnot a trailer\r\n\r\n",
            })
    void read_againstTheRules_isRefused(String reply) {
        assertThatThrownBy(() -> read(reply))
                .isInstanceOf(MalformedReplyException.class)
                .hasMessageNotContainingAny("\r", "\n", "\0");
    }

    @Test
    void read_overTheLimits_isRefused() {
        int tooMuch = HttpReplyReader.MAX_BODY_BYTES + 1;
        String head = "HTTP/1.1 200 OK\r\n";
        assertRefused(head + "\r\n" + "x".repeat(tooMuch), "a body of more than 262144 bytes");
        assertRefused(
                CHUNKED + ("8000\r\n" + "x".repeat(0x8000) + "\r\n").repeat(9), "a body of more than 262144 bytes");
        assertRefused(head + "A: " + "x".repeat(20_000), "a head of more than 16384 bytes");
        assertRefused(head + "A: b\r\n".repeat(5_000), "a head of more than 16384 bytes");
        assertRefused("H".repeat(20_000), "a head of more than 16384 bytes");
        assertRefused("HTTP/1.1 100 C\r\n\r\n".repeat(2_000), "a head of more than 16384 bytes");
        assertRefused(CHUNKED + "1;" + "x".repeat(20_000), "a head of more than 16384 bytes");
        assertRefused(CHUNKED + "1\r\nx\r\n".repeat(10_000), "a head of more than 16384 bytes");
        assertRefused(CHUNKED + "0\r\n" + "A: b\r\n".repeat(5_000), "a head of more than 16384 bytes");
    }

    @Test
    void read_bodyOfTheLimit_isTaken() throws Exception {
        int most = HttpReplyReader.MAX_BODY_BYTES;
        assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: " + most + "\r\n\r\n" + "x".repeat(most))
                        .body())
                .hasSize(most);
        assertThat(read("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(most)).body()).hasSize(most);
        assertThat(read(CHUNKED + "40000\r\n" + "x".repeat(most) + "\r\n0\r\n\r\n")
                        .body())
                .hasSize(most);
    }

    @Test
    void read_closedBeforeAnyByte_saysSo() {
        assertThatThrownBy(() -> read("")).isInstanceOf(EOFException.class).hasMessageContaining("before a reply came");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                CHUNKED + "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n",
            })
    void read_anyCutAndAnySegmentation_isNoticedOrMakesNoDifference(String reply) throws Exception {
        for (int cut = 1; cut < reply.length(); cut++) {
            String part = reply.substring(0, cut);
            assertThatThrownBy(() -> read(part))
                    .as("cut at %d", cut)
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("in the middle of the reply");
        }
        HttpReply inBytes = new HttpReplyReader(new OneByteAtATime(reply)).read();
        assertThat(inBytes.body()).isEqualTo(read(reply).body());
    }

    @Test
    void read_randomDamage_givesAReplyOrAnIoException() throws Exception {
        long seed = Long.getLong("fuzz.seed", new Random().nextLong());
        System.out.println("fuzz.seed=" + seed);
        Random random = new Random(seed);
        String[] whole = {
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
            CHUNKED + "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\n\r\n{}",
        };
        int read = 0;
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = bytes(whole[random.nextInt(whole.length)]);
            for (int j = random.nextInt(3); j >= 0; j--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                new HttpReplyReader(new ByteArrayInputStream(damaged)).read();
                read++;
            } catch (IOException e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + i, e);
            }
        }
        assertThat(read).as("seed %d", seed).isPositive();
        assertThat(refused).as("seed %d", seed).isPositive();
    }

    private static void assertRefused(String reply, String message) {
        assertThatThrownBy(() -> read(reply))
                .isInstanceOf(MalformedReplyException.class)
                .hasMessage(message);
    }

    private static HttpReply read(String reply) throws IOException {
        return new HttpReplyReader(new ByteArrayInputStream(bytes(reply))).read();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String body(HttpReply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private static final class OneByteAtATime extends FilterInputStream {
        OneByteAtATime(String reply) {
            super((InputStream) new ByteArrayInputStream(bytes(reply)));
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(length, 1));
        }
    }
}
