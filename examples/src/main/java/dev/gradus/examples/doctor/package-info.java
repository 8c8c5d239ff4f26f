/** {@code gradus doctor}: what this machine offers, what is wrong, and what to do about it. */
package dev.gradus.examples.doctor;
