/** How parameters change: optimizers and learning-rate schedules. */
package dev.gradus.optim;
