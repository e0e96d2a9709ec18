package io.cashew.doctor;

/** What could not be looked at, and why. */
public record Gap(String what, String why) {}
