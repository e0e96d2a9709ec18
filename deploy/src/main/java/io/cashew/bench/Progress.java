package io.cashew.bench;

import java.time.Duration;

/** Hears how far a bench is, about once a second. Must not block. */
public interface Progress {
  /** So many of the keys have been set. */
  void filling(double share);

  void warmingUp(Duration left);

  void measured(Interval interval);

  /** It has ended, well or not. */
  void over();

  /** Nobody wants to know. */
  Progress NONE =
      new Progress() {
        @Override
        public void filling(double share) {}

        @Override
        public void warmingUp(Duration left) {}

        @Override
        public void measured(Interval interval) {}

        @Override
        public void over() {}
      };
}
