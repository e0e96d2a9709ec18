package io.cashew.proxy.admin;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableList;
import io.cashew.proxy.admission.Admission;
import io.cashew.proxy.tally.Insight;
import io.cashew.proxy.tally.LastMinute;
import io.cashew.proxy.tally.RequestCounts;
import io.cashew.time.Ticker;

/**
 * What a proxy knows of its own requests.
 *
 * @param doors what each has counted
 */
public record ProxyInsight(
    Insight insight,
    ImmutableList<RequestCounts> doors,
    LastMinute lastMinute,
    Admission admission,
    Ticker ticker) {
  public ProxyInsight {
    checkNotNull(insight, "insight");
    checkNotNull(doors, "doors");
    checkNotNull(lastMinute, "lastMinute");
    checkNotNull(admission, "admission");
    checkNotNull(ticker, "ticker");
  }
}
