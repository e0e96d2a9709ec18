package io.cashew.enginebench.speed;

import io.cashew.enginebench.Figures;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one fork measured, or the medians of some.
 *
 * @param hitRatio NaN where every get is a hit
 * @param allocated bytes per operation
 */
record Run(double perCpuSecond, double hitRatio, double allocated) {
  static Run median(List<Run> runs) {
    return new Run(
        median(runs, Run::perCpuSecond), median(runs, Run::hitRatio), median(runs, Run::allocated));
  }

  private static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
    return Figures.median(runs.stream().mapToDouble(figure).toArray());
  }

  double over(Run other) {
    return perCpuSecond / other.perCpuSecond;
  }
}
