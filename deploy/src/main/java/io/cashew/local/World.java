package io.cashew.local;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import org.jspecify.annotations.Nullable;

/**
 * A country, currency or time zone, as the Java runtime knows it.
 *
 * @param kind {@code country}, {@code currency} or {@code zone}
 * @param code {@code DE}, {@code EUR}, {@code Europe/Berlin}
 * @param iso3 a country's three letters
 * @param currency a country's
 * @param digits after a currency's decimal point
 * @param utcOffset a zone's, in winter on the northern half of the earth
 */
record World(
    String kind,
    String code,
    String name,
    @Nullable String iso3,
    @Nullable String currency,
    @Nullable Integer digits,
    @Nullable String utcOffset) {
  /** Offsets change over the years: all are of this moment. */
  private static final Instant WINTER = Instant.parse("2026-01-01T00:00:00Z");

  /** The key: {@code country:DE}, {@code currency:EUR}, {@code zone:Europe/Berlin}. */
  String id() {
    return kind + ":" + code;
  }

  /** All of them, the same in every run. */
  static List<World> all() {
    List<World> all = new ArrayList<>();
    for (String code : Locale.getISOCountries()) {
      all.add(country(code));
    }
    Currency.getAvailableCurrencies().stream()
        .sorted(Comparator.comparing(Currency::getCurrencyCode))
        .forEach(currency -> all.add(currency(currency)));
    ZoneId.getAvailableZoneIds().stream().sorted().forEach(id -> all.add(zone(ZoneId.of(id))));
    return all;
  }

  private static World country(String code) {
    Locale country = new Locale.Builder().setRegion(code).build();
    Currency currency = Currency.getInstance(country); // none in Antarctica
    return new World(
        "country",
        code,
        country.getDisplayCountry(Locale.ENGLISH),
        iso3(country),
        currency == null ? null : currency.getCurrencyCode(),
        null,
        null);
  }

  private static @Nullable String iso3(Locale country) {
    try {
      return country.getISO3Country();
    } catch (MissingResourceException e) {
      return null;
    }
  }

  private static World currency(Currency currency) {
    return new World(
        "currency",
        currency.getCurrencyCode(),
        currency.getDisplayName(Locale.ENGLISH),
        null,
        null,
        currency.getDefaultFractionDigits(),
        null);
  }

  private static World zone(ZoneId zone) {
    return new World(
        "zone",
        zone.getId(),
        zone.getDisplayName(TextStyle.FULL, Locale.ENGLISH),
        null,
        null,
        null,
        zone.getRules().getOffset(WINTER).getId());
  }
}
