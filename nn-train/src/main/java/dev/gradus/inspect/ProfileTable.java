package dev.gradus.inspect;

import dev.gradus.inspect.Profiler.Event;
import dev.gradus.inspect.Profiler.Kind;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** The sums over a profiler's events, as a text. */
final class ProfileTable {
    private static final int ROWS = 20;
    private static final double MILLISECOND = 1e6;
    private static final double MEGABYTE = 1e6;

    private final List<Event> events;
    private final long total;

    /** What events of one name come to. */
    private static final class Sum {
        private long calls;
        private long forward;
        private long backward;
        private long bytes;

        private void add(Event event) {
            if (event.kind() == Kind.BACKWARD) {
                backward += event.nanos();
            } else {
                calls++;
                forward += event.nanos();
            }
            bytes += event.bytes();
        }

        private long nanos() {
            return forward + backward;
        }
    }

    ProfileTable(List<Event> events, long total) {
        this.events = events;
        this.total = total;
    }

    @Override
    public String toString() {
        Predicate<Event> ops = event -> event.kind() == Kind.OP || event.kind() == Kind.BACKWARD;
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%.1f ms in all%n", total / MILLISECOND));
        text.append(table("part of a step", event -> event.kind() == Kind.PHASE, Event::name));
        text.append(table("op", ops, ProfileTable::op));
        text.append(table("module (its own ops)", ops, event -> event.module().isEmpty() ? "-" : event.module()));
        text.append(table("kernel", event -> event.kind() == Kind.KERNEL, Event::name));
        return text.toString();
    }

    /** What is done to the gradients of parameters is one row. */
    private static String op(Event event) {
        return event.name().startsWith("parameter ") ? "parameters" : event.name();
    }

    private String table(String title, Predicate<Event> kept, Function<Event, String> key) {
        Map<String, Sum> sums = new LinkedHashMap<>();
        events.stream()
                .filter(kept)
                .forEach(event -> sums.computeIfAbsent(key.apply(event), name -> new Sum())
                        .add(event));
        if (sums.isEmpty()) {
            return "";
        }
        int width = sums.keySet().stream().mapToInt(String::length).max().orElseThrow();
        String form = "%-" + Math.max(width, title.length()) + "s  %8s  %10s  %10s  %6s  %10s%n";
        StringBuilder text = new StringBuilder("\n")
                .append(String.format(form, title, "calls", "ms", "backward", "share", "MB kept"));
        sums.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> -entry.getValue().nanos()))
                .limit(ROWS)
                .forEach(entry -> text.append(row(form, entry.getKey(), entry.getValue())));
        if (sums.size() > ROWS) {
            text.append("… and ").append(sums.size() - ROWS).append(" more\n");
        }
        return text.toString();
    }

    private String row(String form, String name, Sum sum) {
        return String.format(
                Locale.ROOT,
                form,
                name,
                sum.calls,
                milliseconds(sum.forward),
                sum.backward == 0 ? "" : milliseconds(sum.backward),
                String.format(Locale.ROOT, "%.1f %%", 100.0 * sum.nanos() / total),
                sum.bytes == 0 ? "" : String.format(Locale.ROOT, "%.2f", sum.bytes / MEGABYTE));
    }

    private static String milliseconds(long nanos) {
        return String.format(Locale.ROOT, "%.2f", nanos / MILLISECOND);
    }
}
