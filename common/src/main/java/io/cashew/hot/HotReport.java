package io.cashew.hot;

import com.google.common.collect.ImmutableList;

/**
 * What is hot at one place.
 *
 * @param perSecond operations a second, on all keys
 * @param keys most asked for first
 */
public record HotReport(double perSecond, ImmutableList<HotKey> keys) {}
