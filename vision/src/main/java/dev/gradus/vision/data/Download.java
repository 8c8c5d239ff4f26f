package dev.gradus.vision.data;

import dev.gradus.data.DatasetException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Fetches files over HTTP: tries each mirror in turn, resumes where an earlier transfer broke off (also of an earlier
 * run: the draft is kept as {@code NAME.part}), and lets a file appear only once its SHA-256 is right.
 */
public final class Download {
    private static final int ATTEMPTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<URI> mirrors;

    /** @param mirrors the addresses, ending in a slash, below which the files lie */
    public Download(List<URI> mirrors) {
        this.mirrors = List.copyOf(mirrors);
    }

    /**
     * The local path of {@code wanted} in {@code folder}; what is there already is taken as it is, unchecked.
     *
     * @throws DatasetException if no mirror gives the file; the message tells why, and what to put where by hand
     */
    public Path fetch(RemoteFile wanted, Path folder) throws DatasetException {
        Path file = folder.resolve(wanted.name());
        if (Files.exists(file)) {
            return file;
        }
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        List<String> failures = new ArrayList<>();
        for (URI mirror : mirrors) {
            URI source = mirror.resolve(wanted.name());
            try {
                Files.createDirectories(folder);
                transfer(client, source, wanted, file);
                return file;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DatasetException(file, "a download of " + source, "an interruption", e);
            } catch (IOException e) {
                failures.add(
                        source + ": " + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
            }
        }
        throw new DatasetException(
                file,
                "the file " + wanted.name() + " (put it into " + folder + "; it can be had from " + mirrors.get(0)
                        + ")",
                "nothing, and it cannot be downloaded: " + String.join("; ", failures));
    }

    private static void transfer(HttpClient client, URI source, RemoteFile wanted, Path file)
            throws IOException, InterruptedException {
        Path draft = file.resolveSibling(file.getFileName() + ".part");
        for (int attempt = 1; !isComplete(draft, wanted); attempt++) {
            try {
                append(client, source, draft, wanted.bytes());
            } catch (BrokenTransfer e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
        String sum = sha256(draft);
        if (!sum.equals(wanted.sha256())) {
            Files.delete(draft);
            throw new IOException("SHA-256 should be " + wanted.sha256() + " but is " + sum);
        }
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isComplete(Path draft, RemoteFile wanted) throws IOException {
        return Files.exists(draft) && Files.size(draft) >= wanted.bytes();
    }

    private static void append(HttpClient client, URI source, Path draft, long bytes)
            throws IOException, InterruptedException {
        long have = Files.exists(draft) ? Files.size(draft) : 0;
        HttpRequest.Builder request = HttpRequest.newBuilder(source).timeout(PATIENCE);
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
        }
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() == 416) {
                Files.delete(draft);
                throw new BrokenTransfer("the file ends before the " + have + " bytes of an earlier transfer", null);
            }
            boolean resumed = response.statusCode() == 206;
            if (response.statusCode() != 200 && !resumed) {
                throw new IOException("HTTP status " + response.statusCode());
            }
            StandardOpenOption mode = resumed ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
            try (OutputStream out =
                    Files.newOutputStream(draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode)) {
                new Body(body).transferTo(out);
            }
        }
        if (Files.size(draft) < bytes) {
            throw new BrokenTransfer("the transfer ended after " + Files.size(draft) + " of " + bytes + " bytes", null);
        }
    }

    private static String sha256(Path file) throws IOException {
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), newSha256())) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A transfer that broke off and may be resumed, unlike a refusal. */
    private static final class BrokenTransfer extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenTransfer(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Tells a broken connection from a failing disk: only the first may be resumed. */
    private static final class Body extends FilterInputStream {
        Body(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return super.read(buffer, offset, length);
            } catch (IOException e) {
                throw new BrokenTransfer("the transfer broke off: " + e.getMessage(), e);
            }
        }
    }
}
