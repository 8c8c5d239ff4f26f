package dev.gradus.benchmarks;

import dev.gradus.examples.Arithmetic;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A library that Gradus is compared with. */
enum Peer {
    /** In both of its memory layouts, of which the faster counts. */
    PYTORCH,
    /** In f32 only, and for one short turn, because its steps last long. */
    DEEPLEARNING4J;

    /** The names of its contestants. */
    List<String> names() {
        return this == PYTORCH ? List.of("pytorch plain", "pytorch channels_last") : List.of(Contestant.DEEPLEARNING4J);
    }

    List<Contestant> contestants() throws IOException {
        return this == PYTORCH
                ? List.of(Contestant.pyTorch("plain"), Contestant.pyTorch("channels_last"))
                : List.of(Contestant.deepLearning4j());
    }

    boolean isSlow() {
        return this == DEEPLEARNING4J;
    }

    /**
     * Those of the asked that can take part.
     *
     * @param err is told who is left out, and why
     */
    static Set<Peer> thatCan(Arithmetic arithmetic, List<Peer> asked, PrintWriter err) {
        Set<Peer> peers = EnumSet.copyOf(asked);
        String system = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
        if (arithmetic != Arithmetic.F32 && peers.remove(DEEPLEARNING4J)) {
            err.println("deeplearning4j computes in f32 only: it takes no part in a comparison in " + arithmetic);
        }
        if (!system.equals("Linux on amd64") && peers.remove(DEEPLEARNING4J)) {
            err.println("deeplearning4j is measured on Linux on amd64 only: it takes no part on " + system);
        }
        return peers;
    }

    /** The name on the command line and in the output. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
