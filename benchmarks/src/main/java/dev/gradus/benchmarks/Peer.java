package dev.gradus.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A library that Gradus is compared with. */
enum Peer {
    /** In both of its memory layouts, of which the faster counts. */
    PYTORCH("pytorch plain", "pytorch channels_last"),
    /** In f32 only, and for one short turn, because its steps last long. */
    DEEPLEARNING4J("deeplearning4j");

    private final List<String> names;

    Peer(String... names) {
        this.names = List.of(names);
    }

    /** The names of its contestants. */
    List<String> names() {
        return names;
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
     * Those of the asked that compute in a type.
     *
     * @param err is told who is left out, and why
     */
    static Set<Peer> thatCan(Arithmetic arithmetic, List<Peer> asked, PrintWriter err) {
        Set<Peer> peers = EnumSet.copyOf(asked);
        if (arithmetic != Arithmetic.F32 && peers.remove(DEEPLEARNING4J)) {
            err.println("deeplearning4j computes in f32 only: it takes no part in a comparison in " + arithmetic);
        }
        return peers;
    }

    /** The name on the command line and in the output. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
