package io.cashew.client.link;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;

/**
 * What the links of a client need to know.
 *
 * @param proxies 1 to 64, each with its port
 * @param eventLoops threads; each has one connection to every proxy
 * @param maxInFlight requests that may be unanswered at a time
 * @param maxInFlightBytes of keys and values of unanswered requests
 */
public record LinkSettings(
    ImmutableList<HostAndPort> proxies, int eventLoops, int maxInFlight, long maxInFlightBytes) {}
