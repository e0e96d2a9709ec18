package io.cashew.proxy.door.http;

import io.cashew.proxy.door.Operations;
import io.cashew.time.Ticker;

/** What all requests of the door need. Thread-safe. */
record Desk(Operations operations, Ticker ticker, Deadlines deadlines) {}
