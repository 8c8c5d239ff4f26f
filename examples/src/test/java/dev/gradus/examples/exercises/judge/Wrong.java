package dev.gradus.examples.exercises.judge;

/**
 * A wrong answer.
 *
 * @param exercise to which exercise
 * @param answer it
 * @param part the part that is wrong
 * @param hint what the judge must say of it
 * @param elsewhereRight whether no other part hangs on the wrong one
 */
record Wrong(int exercise, Object answer, String part, String hint, boolean elsewhereRight) {
    @Override
    public String toString() {
        return exercise + " " + part + ": " + hint;
    }
}
