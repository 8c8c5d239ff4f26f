/** What training minimises. */
package dev.gradus.layers.losses;
