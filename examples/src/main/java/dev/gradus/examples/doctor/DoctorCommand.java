package dev.gradus.examples.doctor;

import dev.gradus.examples.ExitCode;
import dev.gradus.examples.RunOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gradus doctor}: examines the machine; ends with 0 if all is well and with 1 if something is wrong. */
@Command(name = "doctor", description = "Says what this machine offers, what is wrong, and what to do about it.")
public final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    /** Made by picocli. */
    public DoctorCommand() {}

    @Override
    @SuppressWarnings("try") // the backend acts by being current
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Ansi ansi = spec.commandLine().getColorScheme().ansi();
        int problems = 0;
        try (AutoCloseable backend = options.open()) {
            for (Examination examination : examinations()) {
                Finding finding = examination.examine();
                problems += finding.problems().size();
                print(finding, out, ansi);
            }
        }
        out.println();
        out.println(ansi.string(
                switch (problems) {
                    case 0 -> "@|green All is well.|@";
                    case 1 -> "@|red One thing is wrong.|@";
                    default -> "@|red " + problems + " things are wrong.|@";
                }));
        return problems == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    private List<Examination> examinations() {
        return List.of(
                Platform::java,
                Platform::processor,
                Platform::backend,
                Platform::natives,
                Resources::threads,
                Resources::memory,
                Speed::measure,
                Cuda::finding,
                () -> DataHome.of(options.dataHome()));
    }

    /** The topic once, its facts below each other, and what is wrong below them. */
    static void print(Finding finding, PrintWriter out, Ansi ansi) {
        String sign = finding.problems().isEmpty() ? "@|green ✓|@" : "@|red ✗|@";
        String topic = ansi.string(sign + " @|bold " + finding.topic() + "|@")
                + " ".repeat(11 - finding.topic().length());
        for (String fact : finding.facts()) {
            out.println(topic + fact);
            topic = " ".repeat(13);
        }
        for (Finding.Problem problem : finding.problems()) {
            out.println(topic + ansi.string("@|red " + problem.what() + "|@"));
            out.println(topic + "→ " + problem.remedy());
        }
        out.flush();
    }

    private interface Examination {
        Finding examine() throws IOException, InterruptedException;
    }
}
