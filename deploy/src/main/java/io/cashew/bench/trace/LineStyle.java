package io.cashew.bench.trace;

import java.awt.BasicStroke;
import java.awt.Color;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How a policy's line looks: told apart by colour, by marker and, when there are many, by dashes.
 */
record LineStyle(Color color, BasicStroke stroke, Marker marker) {
  /** Colours that people with impaired colour vision tell apart, after Okabe and Ito, and greys. */
  private static final int[] COLORS = {
    0xD55E00, 0x0072B2, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000, 0x8B5A2B, 0x7F7F7F,
    0x6A3D9A
  };

  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE,
    SeriesMarkers.SQUARE,
    SeriesMarkers.DIAMOND,
    SeriesMarkers.TRIANGLE_UP,
    SeriesMarkers.TRIANGLE_DOWN,
    SeriesMarkers.CROSS,
    SeriesMarkers.PLUS
  };

  /** The look of the n-th line, from 0. */
  static LineStyle of(int n) {
    boolean dashed = n % 2 == 1;
    return new LineStyle(
        new Color(COLORS[n % COLORS.length]),
        new BasicStroke(
            1.6f,
            BasicStroke.CAP_BUTT,
            BasicStroke.JOIN_ROUND,
            1,
            dashed ? new float[] {6, 3} : null,
            0),
        MARKERS[n % MARKERS.length]);
  }
}
