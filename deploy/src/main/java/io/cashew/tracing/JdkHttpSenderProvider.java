package io.cashew.tracing;

import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;

/** Has the exporter send by the JDK's HTTP client. Found by its name, as a service. */
public final class JdkHttpSenderProvider implements HttpSenderProvider {
  public JdkHttpSenderProvider() {}

  @Override
  public HttpSender createSender(HttpSenderConfig config) {
    return new JdkHttpSender(config);
  }
}
