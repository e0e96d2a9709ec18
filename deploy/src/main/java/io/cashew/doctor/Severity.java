package io.cashew.doctor;

import com.google.common.base.Ascii;

/** How bad it is, worst first. */
public enum Severity {
  /** Requests fail or soon will, or the next fault will not be survived. */
  CRITICAL,
  /** It works, and worse than it should; it can wait for the morning. */
  WARNING,
  /** Perhaps somebody wants it so. No problem by itself. */
  NOTICE;

  /** As people and programs see it. */
  public String label() {
    return Ascii.toLowerCase(name());
  }
}
