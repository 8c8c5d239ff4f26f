/** A page that shows a training while it runs. */
package dev.gradus.dashboard;
