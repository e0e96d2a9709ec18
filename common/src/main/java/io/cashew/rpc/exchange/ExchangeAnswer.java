package io.cashew.rpc.exchange;

import io.cashew.operation.Reply;

/** A reply on its way from a proxy to a client, to the operation with this id. */
public record ExchangeAnswer(long id, Reply reply) {}
