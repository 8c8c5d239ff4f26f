package dev.gradus.backend;

import dev.gradus.memory.HostStorage;

/** The optimizers' FLOAT32 updates: one pass over flat arenas. */
final class HostUpdates {
    private HostUpdates() {}

    static void sgd(
            HostStorage p,
            HostStorage g,
            HostStorage v,
            float lr,
            float momentum,
            float weightDecay,
            boolean nesterov) {
        int size = (int) Math.min(HostLoops.CHUNK, p.length());
        Parallel.forRanges(p.length(), Parallel.GRAIN, (from, to) -> {
            float[] ps = new float[size];
            float[] gs = new float[size];
            float[] vs = new float[size];
            for (long at = from; at < to; at += size) {
                int n = (int) Math.min(size, to - at);
                p.read(at, ps, 0, n);
                g.read(at, gs, 0, n);
                if (v == null) {
                    plain(ps, gs, n, lr, weightDecay);
                } else {
                    v.read(at, vs, 0, n);
                    withMomentum(ps, gs, vs, n, lr, momentum, weightDecay, nesterov);
                    v.write(at, vs, 0, n);
                }
                p.write(at, ps, 0, n);
            }
        });
    }

    private static void plain(float[] p, float[] g, int n, float lr, float weightDecay) {
        for (int i = 0; i < n; i++) {
            p[i] -= lr * (g[i] + weightDecay * p[i]);
        }
    }

    private static void withMomentum(
            float[] p, float[] g, float[] v, int n, float lr, float momentum, float weightDecay, boolean nesterov) {
        float look = nesterov ? momentum : 1;
        float fresh = nesterov ? 1 : 0;
        for (int i = 0; i < n; i++) {
            float d = g[i] + weightDecay * p[i];
            v[i] = momentum * v[i] + d;
            p[i] -= lr * (fresh * d + look * v[i]);
        }
    }

    static void adam(
            HostStorage p,
            HostStorage g,
            HostStorage m,
            HostStorage v,
            long step,
            double lr,
            double beta1,
            double beta2,
            double eps,
            double weightDecay,
            boolean decoupled) {
        int size = (int) Math.min(HostLoops.CHUNK, p.length());
        float shrink = (float) (decoupled ? 1 - lr * weightDecay : 1);
        float joined = (float) (decoupled ? 0 : weightDecay);
        float rate = (float) (lr / (1 - Math.pow(beta1, (double) step)));
        float scale = (float) (1 / Math.sqrt(1 - Math.pow(beta2, (double) step)));
        Parallel.forRanges(p.length(), Parallel.GRAIN, (from, to) -> {
            float[] ps = new float[size];
            float[] gs = new float[size];
            float[] ms = new float[size];
            float[] vs = new float[size];
            for (long at = from; at < to; at += size) {
                int n = (int) Math.min(size, to - at);
                p.read(at, ps, 0, n);
                g.read(at, gs, 0, n);
                m.read(at, ms, 0, n);
                v.read(at, vs, 0, n);
                for (int i = 0; i < n; i++) {
                    float d = gs[i] + joined * ps[i];
                    ms[i] += (float) (1 - beta1) * (d - ms[i]);
                    vs[i] += (float) (1 - beta2) * (d * d - vs[i]);
                    ps[i] = shrink * ps[i] - rate * ms[i] / ((float) Math.sqrt(vs[i]) * scale + (float) eps);
                }
                p.write(at, ps, 0, n);
                m.write(at, ms, 0, n);
                v.write(at, vs, 0, n);
            }
        });
    }
}
