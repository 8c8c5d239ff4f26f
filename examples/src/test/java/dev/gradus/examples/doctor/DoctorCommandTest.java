package dev.gradus.examples.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

final class DoctorCommandTest {
    @Test
    void examinesThisMachine(@TempDir Path home) throws IOException {
        Files.createDirectory(home.resolve("nuclei"));
        StringWriter out = new StringWriter();
        CommandLine doctor = new CommandLine(new DoctorCommand());
        doctor.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        doctor.setOut(new PrintWriter(out));
        int status = doctor.execute("--data", home.toString());
        assertThat(out.toString())
                .contains("Java", System.getProperty("java.version"), "Processor", "Threads", "Memory", "CUDA")
                .containsPattern("oneDNN 3\\.\\d+\\.\\d+, ND4J 1\\.0\\.0-M2\\.1, OpenBLAS \\S+, JavaCPP 1\\.5\\.\\d+")
                .containsPattern("f32: convolution \\d+ GFLOP/s, matrix product \\d+ GFLOP/s")
                .containsPattern("memory: \\d+ GB/s")
                .containsPattern("bf16: (convolution|this processor has no)")
                .contains("nuclei");
        assertThat(status).isEqualTo(out.toString().contains("✗") ? 1 : 0);
    }

    @Test
    void saysWhatIsWrongAndWhatToDo() {
        Finding finding = Finding.of("Memory", "8 GB", "4 GB")
                .problemIf(false, "never", "never")
                .problemIf(true, "too little", "buy more");
        StringWriter out = new StringWriter();
        DoctorCommand.print(finding, new PrintWriter(out), Ansi.OFF);
        assertThat(out.toString().lines())
                .containsExactly(
                        "✗ Memory     8 GB", "             4 GB", "             too little", "             → buy more");
    }

    @Test
    void knowsWhichGpusServe() {
        assertThat(Cuda.of(List.of("Tesla K80, 3.7")).problems()).isEmpty();
        assertThat(Cuda.of(List.of("H100, 9.0", "RTX 4090, 8.9")).problems()).isEmpty();
        assertThat(Cuda.of(List.of("NVIDIA H200, 9.0")).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).contains("3.7 to 8.9"));
        assertThat(Cuda.of(List.of()).problems()).hasSize(1);
    }

    @Test
    void readsContainerQuotas() {
        assertThat(Resources.processors("150000", "100000")).isEqualTo("1.5");
        assertThat(Resources.processors("max", "100000")).isEqualTo("none");
        assertThat(Resources.processors("-1", "100000")).isEqualTo("none");
    }

    @Test
    void aMissingDataHomeIsNothingWrong(@TempDir Path folder) throws IOException {
        Finding finding = DataHome.of(folder.resolve("absent"));
        assertThat(finding.facts()).singleElement().asString().contains("absent is not there yet");
        assertThat(finding.problems()).isEmpty();
    }
}
