package io.cashew.enginebench.speed;

/** What is asked of the caches, and how much faster than Caffeine the engine has to be. */
enum Load {
  GET("get", "get", 1.0),
  MIXED("95/5", "mixed", 1.2),
  PUT("put", "put", 1.3),
  READ_THROUGH("evicting read-through", "readThrough", 1.1);

  /** How much faster than Guava's cache, whatever is asked. */
  static final double OVER_GUAVA = 1.5;

  private final String text;
  private final String method;
  private final double overCaffeine;

  Load(String text, String method, double overCaffeine) {
    this.text = text;
    this.method = method;
    this.overCaffeine = overCaffeine;
  }

  String text() {
    return text;
  }

  /** The method of {@link SpeedBenchmark}, as a pattern for JMH. */
  String pattern() {
    return SpeedBenchmark.class.getName().replace(".", "\\.") + "\\." + method + "$";
  }

  double overCaffeine() {
    return overCaffeine;
  }
}
