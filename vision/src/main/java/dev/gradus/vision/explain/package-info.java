/** What a network looks at, and how its features lie. */
package dev.gradus.vision.explain;
