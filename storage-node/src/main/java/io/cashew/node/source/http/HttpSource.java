package io.cashew.node.source.http;

import io.cashew.node.source.DataSource;
import io.cashew.node.source.Load;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.Unfinished;
import java.util.concurrent.CompletableFuture;

/** One group's URLs, asked over a connection that groups share. */
final class HttpSource implements DataSource {
  private final HttpConnection connection;
  private final Unfinished unfinished;
  private final UrlTemplate url;
  private final Answers answers;

  HttpSource(HttpConnection connection, Unfinished unfinished, UrlTemplate url, Answers answers) {
    this.connection = connection;
    this.unfinished = unfinished;
    this.url = url;
    this.answers = answers;
  }

  @Override
  public String kind() {
    return "http";
  }

  @Override
  public CompletableFuture<Loaded> load(LoadRequest request) {
    Load load = unfinished.begin(request);
    connection.send(load, new Exchange(load, url, answers));
    return load.answer();
  }

  @Override
  public void close() {} // the group alone holds nothing that is not memory
}
