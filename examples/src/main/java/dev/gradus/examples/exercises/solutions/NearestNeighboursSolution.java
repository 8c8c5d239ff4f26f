package dev.gradus.examples.exercises.solutions;

import dev.gradus.examples.exercises.tasks.NeighboursTask;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Exercise 3. */
public final class NearestNeighboursSolution implements NeighboursTask {
    @Override
    public double[][] distances(double[][] x, double[][] training) {
        double[][] distances = new double[x.length][training.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < training.length; j++) {
                double sum = 0;
                for (int d = 0; d < x[i].length; d++) {
                    double difference = x[i][d] - training[j][d];
                    sum += difference * difference;
                }
                distances[i][j] = Math.sqrt(sum);
            }
        }
        return distances;
    }

    @Override
    public int[] predict(double[][] distances, int[] classes, int k) {
        int[] predicted = new int[distances.length];
        for (int i = 0; i < distances.length; i++) {
            double[] row = distances[i];
            int[] votes = new int[Arrays.stream(classes).max().orElseThrow() + 1];
            IntStream.range(0, row.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(j -> row[j]))
                    .limit(k)
                    .forEach(j -> votes[classes[j]]++);
            for (int c = 1; c < votes.length; c++) {
                if (votes[c] > votes[predicted[i]]) {
                    predicted[i] = c;
                }
            }
        }
        return predicted;
    }

    @Override
    public double accuracy(int[] predicted, int[] y) {
        int right = 0;
        for (int i = 0; i < y.length; i++) {
            right += predicted[i] == y[i] ? 1 : 0;
        }
        return (double) right / y.length;
    }
}
