/** Overlays, contact sheets and curves as pictures, drawn without any font of the system. */
package dev.gradus.vision.draw;
