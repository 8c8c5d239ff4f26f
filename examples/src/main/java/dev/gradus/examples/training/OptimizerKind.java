package dev.gradus.examples.training;

import dev.gradus.layers.Module;
import dev.gradus.optim.Adadelta;
import dev.gradus.optim.Adagrad;
import dev.gradus.optim.Adam;
import dev.gradus.optim.Group;
import dev.gradus.optim.Lamb;
import dev.gradus.optim.Lion;
import dev.gradus.optim.Muon;
import dev.gradus.optim.NAdam;
import dev.gradus.optim.Optimizer;
import dev.gradus.optim.RmsProp;
import dev.gradus.optim.Sgd;
import java.util.Locale;

/** The optimizers by their names on the command line. */
enum OptimizerKind {
    SGD,
    /** Stochastic gradient descent with Nesterov's momentum. */
    NESTEROV,
    ADAM,
    ADAMW,
    NADAM,
    RMSPROP,
    ADAGRAD,
    ADADELTA,
    LAMB,
    LION,
    MUON;

    /**
     * What the optimizers have in common.
     *
     * @param momentum of SGD, RMSprop and Muon, else the decay of the gradients' mean; null for the usual one
     * @param beta2 the decay of the mean of the squares; null for the usual one
     */
    record Rates(double lr, double weightDecay, Double momentum, Double beta2) {
        private double momentum(double usual) {
            return momentum == null ? usual : momentum;
        }

        private double beta2(double usual) {
            return beta2 == null ? usual : beta2;
        }
    }

    Optimizer of(Module module, Rates r, Group... groups) {
        double decay = r.weightDecay;
        return switch (this) {
            case SGD -> new Sgd(module, Sgd.lr(r.lr).momentum(r.momentum(0.9)).weightDecay(decay), groups);
            case NESTEROV ->
                new Sgd(
                        module,
                        Sgd.lr(r.lr).momentum(r.momentum(0.9)).nesterov(true).weightDecay(decay),
                        groups);
            case ADAM ->
                new Adam(
                        module,
                        Adam.lr(r.lr).betas(r.momentum(0.9), r.beta2(0.999)).weightDecay(decay),
                        groups);
            case ADAMW ->
                new Adam(
                        module,
                        Adam.lr(r.lr).betas(r.momentum(0.9), r.beta2(0.999)).decoupledWeightDecay(decay),
                        groups);
            case NADAM ->
                new NAdam(
                        module,
                        NAdam.lr(r.lr)
                                .beta1(r.momentum(0.9))
                                .beta2(r.beta2(0.999))
                                .weightDecay(decay),
                        groups);
            case RMSPROP ->
                new RmsProp(
                        module,
                        RmsProp.lr(r.lr)
                                .momentum(r.momentum(0))
                                .alpha(r.beta2(0.99))
                                .weightDecay(decay),
                        groups);
            case ADAGRAD -> new Adagrad(module, Adagrad.lr(r.lr).weightDecay(decay), groups);
            case ADADELTA ->
                new Adadelta(module, Adadelta.lr(r.lr).rho(r.beta2(0.9)).weightDecay(decay), groups);
            case LAMB ->
                new Lamb(
                        module,
                        Lamb.lr(r.lr)
                                .beta1(r.momentum(0.9))
                                .beta2(r.beta2(0.999))
                                .weightDecay(decay),
                        groups);
            case LION ->
                new Lion(
                        module,
                        Lion.lr(r.lr)
                                .beta1(r.momentum(0.9))
                                .beta2(r.beta2(0.99))
                                .weightDecay(decay),
                        groups);
            case MUON ->
                new Muon(module, Muon.lr(r.lr).momentum(r.momentum(0.95)).weightDecay(decay), groups);
        };
    }

    /** The name on the command line and in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
