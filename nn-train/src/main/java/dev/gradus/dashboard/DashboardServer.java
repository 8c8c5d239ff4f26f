package dev.gradus.dashboard;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Serves the page, the pictures, and a stream of server-sent events, on the loopback address. Java's own HTTP server is
 * enough for that; see docs/decisions.
 */
final class DashboardServer implements AutoCloseable {
    /** After so long without news a comment shows whether the page is still there. */
    private static final long QUIET_NANOS = 10_000_000_000L;

    private static final long BETWEEN_MILLIS = 200;
    private static final int CLOSING_SECONDS = 2;

    private final HttpServer server;
    private final History history;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "gradus-dashboard");
        thread.setDaemon(true);
        return thread;
    });

    DashboardServer(int port, History history) throws IOException {
        this.history = history;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException e) {
            throw new IOException("dashboard: expected a free port, but " + port + " is taken", e);
        }
        server.createContext("/", this::page);
        server.createContext("/pictures/", this::picture);
        server.createContext("/events", this::events);
        server.setExecutor(threads);
        server.start();
    }

    URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
    }

    private void page(HttpExchange exchange) throws IOException {
        boolean found = exchange.getRequestURI().getPath().equals("/");
        try (InputStream html = DashboardServer.class.getResourceAsStream("dashboard.html")) {
            answer(exchange, found ? 200 : 404, "text/html; charset=utf-8", found ? html.readAllBytes() : new byte[0]);
        }
    }

    private void picture(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String name = URLDecoder.decode(path.substring("/pictures/".length()), StandardCharsets.UTF_8);
        byte[] png = history.picture(name);
        answer(exchange, png == null ? 404 : 200, "image/png", png == null ? new byte[0] : png);
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] bytes) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** All there is, then what comes, until the page is closed or the training has ended. */
    private void events(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, 0);
        try (exchange;
                OutputStream out = exchange.getResponseBody()) {
            send(out, "retry: 1000\n");
            History.Update update = history.after(0);
            long sentAt = System.nanoTime();
            while (true) {
                boolean quiet = System.nanoTime() - sentAt > QUIET_NANOS;
                if (update.json() != null || quiet) {
                    send(out, update.json() == null ? ":\n\n" : "data: " + update.json() + "\n\n");
                    sentAt = System.nanoTime();
                }
                if (update.last()) {
                    return;
                }
                Thread.sleep(BETWEEN_MILLIS);
                update = history.after(update.version());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Waits for the streams to send what is left. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
