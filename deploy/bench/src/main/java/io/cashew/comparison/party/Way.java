package io.cashew.comparison.party;

/** How a party is asked by a load process. */
public enum Way {
  LIBRARY("its client library"),
  REDIS("Lettuce"),
  UNARY_8("unary gRPC, 8 connections"),
  UNARY_64("unary gRPC, 64 connections"),
  EXCHANGE("Exchange"),
  /** To store only. */
  TEXT("memcached's text protocol"),
  LINK("the link, no proxy");

  private final String text;

  Way(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
