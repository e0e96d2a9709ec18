package io.cashew.lifecycle;

/** Something that runs until it is closed. Closing does not throw, may be repeated, and ends. */
public interface Part extends AutoCloseable {
  @Override
  void close();
}
