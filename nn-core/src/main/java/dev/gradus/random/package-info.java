/** Random numbers that are always passed and never ambient: one seed, split by name. */
package dev.gradus.random;
