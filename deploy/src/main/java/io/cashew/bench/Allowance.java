package io.cashew.bench;

/**
 * What one driver may do. Times are nanoseconds since the run began.
 *
 * @param from requests that are due from here on are measured
 * @param until no request is due from here on
 * @param requests measured ones, at most
 * @param patience how late a request may be sent
 * @param outstanding requests in flight, at most
 */
record Allowance(long from, long until, long requests, long patience, int outstanding) {
  /** Whether a request that is due then is measured. */
  boolean measures(long due) {
    return due >= from && due < until;
  }

  /** The part of one of several drivers who do the requests together. */
  Allowance share(int driver, int drivers) {
    long part = requests / drivers + (driver < requests % drivers ? 1 : 0);
    return new Allowance(from, until, part, patience, outstanding);
  }
}
