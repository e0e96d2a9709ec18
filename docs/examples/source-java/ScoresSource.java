import com.google.protobuf.ByteString;
import io.cashew.v1.LoadManyReply;
import io.cashew.v1.LoadManyRequest;
import io.cashew.v1.LoadReply;
import io.cashew.v1.LoadRequest;
import io.cashew.v1.SourceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Map;

/** A service that groups load from: a few scores. Argument: the port, 7420 if there is none. */
public final class ScoresSource extends SourceGrpc.SourceImplBase {
  private static final Map<String, Integer> SCORES = Map.of("Tom", 630, "Jack", 589, "Sam", 567);

  @Override
  public void load(LoadRequest request, StreamObserver<LoadReply> replies) {
    replies.onNext(score(request.getKey()));
    replies.onCompleted();
  }

  @Override
  public void loadMany(LoadManyRequest request, StreamObserver<LoadManyReply> replies) {
    LoadManyReply.Builder reply = LoadManyReply.newBuilder();
    request.getKeysList().forEach(key -> reply.addReplies(score(key))); // in the order asked
    replies.onNext(reply.build());
    replies.onCompleted();
  }

  private static LoadReply score(ByteString key) {
    Integer score = SCORES.get(key.toStringUtf8());
    return score == null
        ? LoadReply.getDefaultInstance() // no value: there is no such key
        : LoadReply.newBuilder()
            .setValue(ByteString.copyFromUtf8(String.valueOf(score)))
            .setTtlMs(60_000)
            .build();
  }

  public static Server start(int port) throws IOException {
    return Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
        .addService(new ScoresSource())
        .build()
        .start();
  }

  public static void main(String[] arguments) throws Exception {
    Server server = start(arguments.length == 0 ? 7420 : Integer.parseInt(arguments[0]));
    System.out.println("answers at " + server.getPort());
    server.awaitTermination();
  }
}
