/** Data sets and their samples, as plain heap arrays. */
package dev.gradus.data;
