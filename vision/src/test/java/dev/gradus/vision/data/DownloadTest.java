package dev.gradus.vision.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gradus.data.DatasetException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
    private final byte[] content = new byte[300_000];
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    Path folder;

    private HttpServer server;
    private RemoteFile wanted;

    @BeforeEach
    void serve() throws Exception {
        new Random(1).nextBytes(content);
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(content);
        wanted = new RemoteFile("a.bin", content.length, HexFormat.of().formatHex(sum));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/whole/", exchange -> send(exchange, content, content.length));
        server.createContext("/breaking/", exchange -> send(exchange, content, 120_000));
        server.createContext("/wrong/", exchange -> send(exchange, new byte[content.length], content.length));
        server.createContext("/missing/", exchange -> {
            log(exchange);
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void log(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(exchange.getRequestURI() + (range == null ? "" : " " + range));
    }

    /** Announces the rest of the file but breaks off after {@code atMost} bytes. */
    private void send(HttpExchange exchange, byte[] bytes, int atMost) throws IOException {
        log(exchange);
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        byte[] rest = Arrays.copyOfRange(bytes, from, bytes.length);
        exchange.sendResponseHeaders(range == null ? 200 : 206, rest.length);
        exchange.getResponseBody().write(rest, 0, Math.min(atMost, rest.length));
        exchange.getResponseBody().flush();
        exchange.close();
    }

    private URI mirror(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    @Test
    void aFileIsFetchedOnce() throws Exception {
        Download download = new Download(List.of(mirror("/whole/")));
        Path file = download.fetch(wanted, folder.resolve("new/home"));
        assertThat(file).hasBinaryContent(content);
        assertThat(download.fetch(wanted, folder.resolve("new/home"))).isEqualTo(file);
        assertThat(requests).containsExactly("/whole/a.bin");
        assertThat(folder.resolve("new/home")).isDirectoryContaining(file::equals);
        assertThat(folder.resolve("new/home/a.bin.part")).doesNotExist();
    }

    @Test
    void aBrokenTransferIsResumedWhereItBroke() throws Exception {
        Path file = new Download(List.of(mirror("/breaking/"))).fetch(wanted, folder);
        assertThat(file).hasBinaryContent(content);
        assertThat(requests).hasSize(3).first().isEqualTo("/breaking/a.bin");
        assertThat(requests.get(1)).startsWith("/breaking/a.bin bytes=");
    }

    @Test
    void aDraftOfAnEarlierRunIsContinued() throws Exception {
        Files.write(folder.resolve("a.bin.part"), Arrays.copyOf(content, 250_000));
        assertThat(new Download(List.of(mirror("/whole/"))).fetch(wanted, folder))
                .hasBinaryContent(content);
        assertThat(requests).containsExactly("/whole/a.bin bytes=250000-");
    }

    @Test
    void aWrongChecksumMovesOnToTheNextMirror() throws Exception {
        Path file =
                new Download(List.of(mirror("/wrong/"), mirror("/missing/"), mirror("/whole/"))).fetch(wanted, folder);
        assertThat(file).hasBinaryContent(content);
        assertThat(requests).containsExactly("/wrong/a.bin", "/missing/a.bin", "/whole/a.bin");
    }

    @Test
    void whenNothingServesTheMessageSaysWhatToPutWhere() {
        assertThatThrownBy(() -> new Download(List.of(mirror("/wrong/"), mirror("/missing/"))).fetch(wanted, folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(folder.resolve("a.bin") + ": expected the file a.bin (put it into " + folder)
                .hasMessageContaining("SHA-256 should be " + wanted.sha256() + " but is ")
                .hasMessageContaining("HTTP status 404")
                .message()
                .hasLineCount(1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void offlineIsTold() throws Exception {
        int freePort;
        try (ServerSocket socket = new ServerSocket(0)) {
            freePort = socket.getLocalPort();
        }
        URI nobody = URI.create("http://127.0.0.1:" + freePort + "/mnist/");
        assertThatThrownBy(() -> new Download(List.of(nobody)).fetch(wanted, folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("it can be had from " + nobody)
                .hasMessageContaining("it cannot be downloaded: " + nobody + "a.bin: ConnectException");
    }

    @Test
    void aDraftLongerThanTheServersFileIsDropped() throws Exception {
        server.createContext("/short/", exchange -> {
            log(exchange);
            exchange.sendResponseHeaders(exchange.getRequestHeaders().containsKey("Range") ? 416 : 200, -1);
            exchange.close();
        });
        Files.write(folder.resolve("a.bin.part"), new byte[1000]);
        assertThatThrownBy(() -> new Download(List.of(mirror("/short/"))).fetch(wanted, folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("the transfer ended after 0 of 300000 bytes");
        assertThat(requests).startsWith("/short/a.bin bytes=1000-", "/short/a.bin");
    }
}
