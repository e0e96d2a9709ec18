package io.cashew.rpc.link;

import io.cashew.operation.Reply;

/** A reply on its way from a node to a proxy, to the request with this id. */
public record LinkResult(long id, Reply reply) {}
