package dev.gradus.examples.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * What was found out about one topic.
 *
 * @param topic such as {@code Memory}
 * @param facts a line each
 * @param problems what is wrong, each with what to do about it; empty if all is well
 */
record Finding(String topic, List<String> facts, List<Problem> problems) {
    /**
     * Something wrong.
     *
     * @param what is wrong
     * @param remedy what to do about it
     */
    record Problem(String what, String remedy) {}

    Finding {
        facts = List.copyOf(facts);
        problems = List.copyOf(problems);
    }

    static Finding of(String topic, String... facts) {
        return new Finding(topic, List.of(facts), List.of());
    }

    /** The same with one more problem, if there is one. */
    Finding problemIf(boolean isWrong, String what, String remedy) {
        if (!isWrong) {
            return this;
        }
        List<Problem> more = new ArrayList<>(problems);
        more.add(new Problem(what, remedy));
        return new Finding(topic, facts, more);
    }
}
