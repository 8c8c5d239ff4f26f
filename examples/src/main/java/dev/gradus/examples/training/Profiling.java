package dev.gradus.examples.training;

import dev.gradus.inspect.Profiler;
import dev.gradus.io.AtomicFile;
import dev.gradus.train.Callback;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Measures some batches behind the first few, in which kernels and the compiler warm up. */
final class Profiling implements Callback, AutoCloseable {
    private static final int WARM_UP = 3;

    private final int batches;
    private final Path folder;
    private final PrintWriter console;
    private Profiler profiler;
    private int seen;

    Profiling(int batches, Path folder, PrintWriter console) {
        this.batches = batches;
        this.folder = folder;
        this.console = console;
    }

    @Override
    public void onBatch(Progress progress) {
        seen++;
        if (seen == WARM_UP) {
            profiler = Profiler.start();
        } else if (seen == WARM_UP + batches) {
            try {
                write();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void write() throws IOException {
        Profiler done = profiler;
        profiler = null;
        done.close();
        AtomicFile.write(folder.resolve("profile.txt"), done.table().getBytes(StandardCharsets.UTF_8));
        done.writeTrace(folder.resolve("trace.json"));
        console.println(done.table());
        console.println("the time line of " + batches + " batches: " + folder.resolve("trace.json")
                + " (open it in ui.perfetto.dev or chrome://tracing)");
        console.flush();
    }

    /** Writes what there is if the training was shorter. */
    @Override
    public void close() throws IOException {
        if (profiler != null) {
            write();
        }
    }
}
