package dev.gradus.examples.exercises.judge;

/**
 * What the judge says of one part of an answer.
 *
 * @param state whether it is right
 * @param part the part's name
 * @param hint what is wrong, what it waits for, or how right it is; may be empty
 */
record Verdict(State state, String part, String hint) {
    enum State {
        /** Within the tolerance. */
        RIGHT,
        /** It is not, and the hint says why. */
        WRONG,
        /** Not written yet. */
        OPEN,
        /** Judged by another part, which is not right yet. */
        WAITS
    }
}
