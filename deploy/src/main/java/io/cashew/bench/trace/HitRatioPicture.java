package io.cashew.bench.trace;

import static com.google.common.base.Preconditions.checkArgument;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import io.cashew.node.store.trace.Trace.Weighing;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.ChartTheme;

/**
 * Hit ratio over cache size: a panel for each trace, a line for each policy, one legend for all.
 * Needs no screen, but fonts.
 */
public final class HitRatioPicture {
  private static final int PANEL_WIDTH = 480;
  private static final int PANEL_HEIGHT = 360;
  private static final int MOST_COLUMNS = 4;
  private static final int MARGIN = 16;
  private static final int LEGEND_LINE = 26;
  private static final int SAMPLE = 40;
  private static final int PIXELS = 2; // for each unit, so that a bitmap is sharp on any screen

  private final Map<String, List<HitRatio>> panels;
  private final List<String> policies;
  private final Weighing weighing;
  private final int columns;
  private final int legendItem;
  private final int width;
  private final int height;

  /**
   * Takes the figures to draw.
   *
   * @param ratios at least one
   */
  public HitRatioPicture(List<HitRatio> ratios, Weighing weighing) {
    checkArgument(!ratios.isEmpty(), "nothing to draw");
    this.panels =
        ratios.stream()
            .collect(
                Collectors.groupingBy(HitRatio::trace, LinkedHashMap::new, Collectors.toList()));
    this.policies = ratios.stream().map(ratio -> ratio.policy().toString()).distinct().toList();
    this.weighing = weighing;
    this.columns = Math.min(MOST_COLUMNS, (int) Math.ceil(Math.sqrt(panels.size())));
    this.legendItem =
        2 * SAMPLE + 8 * policies.stream().mapToInt(String::length).max().orElseThrow();
    this.width = 2 * MARGIN + columns * PANEL_WIDTH;
    this.height = 2 * MARGIN + rows(panels.size(), columns) * PANEL_HEIGHT + legendHeight();
  }

  /** Whether a picture can be of the kind that the file's name says. */
  public static boolean isDrawable(Path file) {
    return isBitmap(file) || isVector(file);
  }

  /**
   * Draws.
   *
   * @param file ends in {@code .png} or {@code .svg}
   */
  public void write(Path file) throws IOException {
    checkArgument(isDrawable(file), "%s (expected: a name ending in .png or .svg)", file);
    try (OutputStream out = Files.newOutputStream(file)) {
      if (isBitmap(file)) {
        writeBitmap(out);
      } else {
        writeVector(out);
      }
    }
  }

  private void writeBitmap(OutputStream out) throws IOException {
    BufferedImage image =
        new BufferedImage(PIXELS * width, PIXELS * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(PIXELS, PIXELS);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    paint(graphics);
    graphics.dispose();
    ImageIO.write(image, "png", out);
  }

  private void writeVector(OutputStream out) throws IOException {
    VectorGraphics2D graphics = new VectorGraphics2D();
    paint(graphics);
    new SVGProcessor()
        .getDocument(graphics.getCommands(), new PageSize(width, height))
        .writeTo(out);
  }

  private void paint(Graphics2D graphics) {
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    int panel = 0;
    for (Map.Entry<String, List<HitRatio>> trace : panels.entrySet()) {
      int x = MARGIN + panel % columns * PANEL_WIDTH;
      int y = MARGIN + panel / columns * PANEL_HEIGHT;
      graphics.translate(x, y);
      chart(trace.getKey(), trace.getValue()).paint(graphics, PANEL_WIDTH, PANEL_HEIGHT);
      graphics.translate(-x, -y);
      panel++;
    }
    paintLegend(graphics, height - MARGIN - legendHeight());
  }

  private XYChart chart(String trace, List<HitRatio> ratios) {
    XYChart chart = new XYChart(PANEL_WIDTH, PANEL_HEIGHT, ChartTheme.XChart);
    chart.setTitle(trace);
    chart.setXAxisTitle(
        "cache size, % of all " + weighing.name().toLowerCase(Locale.ROOT) + " (logarithmic)");
    chart.setYAxisTitle("hit ratio, %");
    chart.setCustomXAxisTickLabelsFormatter(HitRatioPicture::label);
    chart
        .getStyler()
        .setYAxisDecimalPattern("#.##")
        .setPlotMargin(4)
        .setAxisTitleFont(font(Font.PLAIN, 12))
        .setAxisTickLabelsFont(font(Font.PLAIN, 11))
        .setPlotGridLinesColor(new Color(0xE4E4E4))
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setChartTitleFont(font(Font.BOLD, 14))
        .setLegendVisible(false)
        .setMarkerSize(6);
    for (int i = 0; i < policies.size(); i++) {
      String policy = policies.get(i);
      List<HitRatio> line =
          ratios.stream()
              .filter(ratio -> ratio.policy().toString().equals(policy))
              .sorted((one, other) -> Double.compare(one.share(), other.share()))
              .toList();
      XYSeries series =
          chart.addSeries(
              policy,
              line.stream().mapToDouble(ratio -> Math.log10(ratio.share())).toArray(),
              line.stream().mapToDouble(HitRatio::percent).toArray());
      LineStyle style = LineStyle.of(i);
      series.setLineColor(style.color());
      series.setLineStyle(style.stroke());
      series.setMarker(style.marker());
      series.setMarkerColor(style.color());
    }
    return chart;
  }

  private void paintLegend(Graphics2D graphics, int top) {
    int columnsOfLegend = legendColumns();
    for (int i = 0; i < policies.size(); i++) {
      int x = MARGIN + 24 + i % columnsOfLegend * legendItem;
      int y = top + i / columnsOfLegend * LEGEND_LINE + LEGEND_LINE / 2;
      LineStyle style = LineStyle.of(i);
      graphics.setColor(style.color());
      graphics.setStroke(style.stroke());
      graphics.drawLine(x, y, x + SAMPLE, y);
      graphics.setStroke(new BasicStroke(1));
      style.marker().paint(graphics, x + SAMPLE / 2.0, y, 7);
      graphics.setColor(Color.BLACK);
      graphics.setFont(font(Font.PLAIN, 13));
      graphics.drawString(policies.get(i), x + SAMPLE + 8, y + 5);
    }
  }

  /** Three digits tell any two labels apart, without which the chart would go on looking. */
  private static String label(double logarithm) {
    return new BigDecimal(Math.pow(10, logarithm))
        .round(new MathContext(3))
        .stripTrailingZeros()
        .toPlainString();
  }

  private int legendHeight() {
    return rows(policies.size(), legendColumns()) * LEGEND_LINE;
  }

  private int legendColumns() {
    return Math.max(1, (columns * PANEL_WIDTH - 24) / legendItem);
  }

  private static int rows(int items, int columns) {
    return (items + columns - 1) / columns;
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  private static boolean isBitmap(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".png");
  }

  private static boolean isVector(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".svg");
  }
}
