/** What is wrong, and where the time goes: profiles, activations and gradients by layer, checks before a training. */
package dev.gradus.inspect;
