package io.cashew.bench;

/** Keeps one connection busy until it is told to stop. */
interface Driver {
  void start();

  /** No further requests; those in flight may still be answered. */
  void stop();
}
