package dev.gradus.layers;

import dev.gradus.random.Rng;

/** A module's own stream of random numbers, whose position belongs to a checkpoint (not to the state dict). */
public final class RandomStream {
    private Rng rng;

    RandomStream(Rng rng) {
        this.rng = rng;
    }

    /**
     * The generator, to draw from.
     *
     * @return the generator
     */
    public Rng rng() {
        return rng;
    }

    /**
     * Continues where a state was taken.
     *
     * @param state see {@link Rng#state}
     */
    public void restore(Rng.State state) {
        rng = Rng.restore(state);
    }

    /** A stream that goes on from here by itself. */
    RandomStream copy() {
        return new RandomStream(Rng.restore(rng.state()));
    }
}
