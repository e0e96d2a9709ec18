"""A service that groups load from: a few scores. Argument: the port, 7420 if there is none.

    pip install grpcio grpcio-tools
    python3 -m grpc_tools.protoc -I ../../../proto/src/main/proto --python_out=. \
        --grpc_python_out=. cashew/v1/source.proto
    python3 scores_source.py
"""

import sys
from concurrent import futures

import grpc

from cashew.v1 import source_pb2, source_pb2_grpc

SCORES = {b"Tom": b"630", b"Jack": b"589", b"Sam": b"567"}


def score(key):
    value = SCORES.get(key)
    if value is None:
        return source_pb2.LoadReply()  # no value: there is no such key
    return source_pb2.LoadReply(value=value, ttl_ms=60_000)


class Scores(source_pb2_grpc.SourceServicer):
    def Load(self, request, context):
        return score(request.key)

    def LoadMany(self, request, context):
        return source_pb2.LoadManyReply(replies=[score(key) for key in request.keys])


def main():
    port = sys.argv[1] if len(sys.argv) > 1 else "7420"
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
    source_pb2_grpc.add_SourceServicer_to_server(Scores(), server)
    server.add_insecure_port("127.0.0.1:" + port)
    server.start()
    server.wait_for_termination()


if __name__ == "__main__":
    main()
