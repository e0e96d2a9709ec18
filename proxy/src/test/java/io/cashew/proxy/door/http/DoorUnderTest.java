package io.cashew.proxy.door.http;

import com.google.common.net.HostAndPort;
import io.cashew.config.HttpDoorSettings;
import io.cashew.config.LimitSettings;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.proxy.admission.Admission;
import io.cashew.proxy.tally.RequestCounts;
import io.cashew.rpc.EventLoops;
import io.cashew.time.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A door that listens, over keys in memory, and clients of it. */
final class DoorUnderTest implements Part {
  private final Parts parts = new Parts();
  private final MemoryOperations operations = new MemoryOperations();
  private final EventLoops loops;
  private final Admission admission;
  private final HttpDoor door;

  DoorUnderTest() {
    this(LimitSettings.ofThisProcess());
  }

  DoorUnderTest(LimitSettings limits) {
    loops = parts.add(EventLoops.start("door-test", 1));
    admission = new Admission(limits, 1);
    door =
        parts.add(
            HttpDoor.open(
                HttpDoorSettings.at(HostAndPort.fromParts("127.0.0.1", 0)),
                loops,
                operations,
                Ticker.system(),
                Duration.ofSeconds(1),
                admission,
                new RequestCounts("http", 1, Ticker.system(), group -> true)));
  }

  MemoryOperations operations() {
    return operations;
  }

  /** Answers the one that is held, where replies come. */
  void answerHeld() {
    loops.timers(0).soon(operations::answerHeld);
  }

  /** Whether nothing of any request is left. */
  boolean holdsNothing() {
    return admission.bytes() == 0 && admission.operations() == 0;
  }

  HttpDoor door() {
    return door;
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.address().getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  static HttpClient client(HttpClient.Version version) {
    return HttpClient.newBuilder().version(version).build();
  }

  /** {@code headers}: names and values in turn. */
  HttpResponse<String> send(
      HttpClient client, String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    BodyPublisher publisher =
        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + door.address() + path))
            .method(method, publisher)
            .timeout(Duration.ofSeconds(30));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    parts.close();
  }
}
