package io.cashew.proxy.admin.rest;

import com.google.common.io.Resources;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.cashew.http.HttpHandler;
import io.cashew.http.HttpReply;
import io.cashew.http.HttpRequest;
import io.cashew.http.Routes;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.AdminGrpc.AdminImplBase;
import io.cashew.v1.ChangeGroupRequest;
import io.cashew.v1.DropGroupRequest;
import io.cashew.v1.FlushGroupRequest;
import io.cashew.v1.GetGroupRequest;
import io.cashew.v1.GetRingRequest;
import io.cashew.v1.GetStatisticsRequest;
import io.cashew.v1.Group;
import io.cashew.v1.ListGroupsRequest;
import io.cashew.v1.ListNodesRequest;
import io.cashew.v1.RingWishes;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.function.Function;

/** {@code /v1/...}: what operators may ask and wish, each a call of the admin service. */
public final class AdminRoutes {
  private final AdminImplBase service;

  /** {@code service}: the one that gRPC clients reach too. */
  public AdminRoutes(AdminImplBase service) {
    this.service = service;
  }

  /** The routes, and those of operators. */
  public Routes addTo(Routes routes) {
    HttpReply description = description();
    return routes
        .with("GET", "/v1/nodes", asking(AdminRoutes::nodes, AdminImplBase::listNodes))
        .with("POST", "/v1/nodes/{id}:drain", asking(AdminRoutes::drain, AdminImplBase::applyRing))
        .with(
            "POST",
            "/v1/nodes/{id}:undrain",
            asking(AdminRoutes::undrain, AdminImplBase::applyRing))
        .with("GET", "/v1/ring", asking(AdminRoutes::ring, AdminImplBase::getRing))
        .with("GET", "/v1/groups", asking(AdminRoutes::groups, AdminImplBase::listGroups))
        .with(
            "POST",
            "/v1/groups/{name}:flush",
            asking(AdminRoutes::flush, AdminImplBase::flushGroup))
        .with("GET", "/v1/groups/{name}", asking(AdminRoutes::group, AdminImplBase::getGroup))
        .with("PUT", "/v1/groups/{name}", orProblem(this::put))
        .with("PATCH", "/v1/groups/{name}", asking(AdminRoutes::change, AdminImplBase::changeGroup))
        .with("DELETE", "/v1/groups/{name}", asking(AdminRoutes::drop, AdminImplBase::dropGroup))
        .with("GET", "/v1/stats", asking(AdminRoutes::statistics, AdminImplBase::getStatistics))
        .with("GET", "/v1/openapi.json", (request, replies) -> replies.accept(description));
  }

  private static HttpReply description() {
    try {
      return HttpReply.json(
          200,
          ByteString.copyFrom(
              Resources.toByteArray(Resources.getResource(AdminRoutes.class, "openapi.json"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <Q, M extends Message> HttpHandler asking(
      Function<HttpRequest, Q> question, Method<Q, M> method) {
    return orProblem(
        (request, replies) ->
            method.call(service, question.apply(request), new RestCall<>(replies)));
  }

  private static HttpHandler orProblem(HttpHandler handler) {
    return (request, replies) -> {
      try {
        handler.handle(request, replies);
      } catch (CashewException e) {
        replies.accept(HttpReply.problem(e.reason(), String.valueOf(e.getMessage())));
      }
    };
  }

  /** Makes a group, or gives the one there is other settings. */
  private void put(HttpRequest request, Consumer<HttpReply> replies) {
    boolean onlyMake = request.header("if-none-match").filter("*"::equals).isPresent();
    Group group = wanted(request);
    if (onlyMake) {
      service.createGroup(group, new RestCall<>(replies));
      return;
    }
    service.changeGroup(
        SettingsJson.replacement(group.getName(), group.getSettings()),
        new RestCall<>(replies) {
          @Override
          void failed(CashewException failure) {
            if (failure.reason() == Reason.GROUP_UNKNOWN) {
              service.createGroup(group, new RestCall<>(replies));
            } else {
              super.failed(failure);
            }
          }
        });
  }

  private static Group wanted(HttpRequest request) {
    return Group.newBuilder()
        .setName(name(request))
        .setSettings(SettingsJson.settings(request.body()))
        .build();
  }

  private static ListNodesRequest nodes(HttpRequest request) {
    return ListNodesRequest.getDefaultInstance();
  }

  private static RingWishes drain(HttpRequest request) {
    return RingWishes.newBuilder().addDrain(request.parameter("id")).build();
  }

  private static RingWishes undrain(HttpRequest request) {
    return RingWishes.newBuilder().addUndrain(request.parameter("id")).build();
  }

  private static GetRingRequest ring(HttpRequest request) {
    return GetRingRequest.newBuilder().setWithPartitions(request.asksFor("partitions")).build();
  }

  private static ListGroupsRequest groups(HttpRequest request) {
    return ListGroupsRequest.getDefaultInstance();
  }

  private static GetGroupRequest group(HttpRequest request) {
    return GetGroupRequest.newBuilder().setName(name(request)).build();
  }

  private static ChangeGroupRequest change(HttpRequest request) {
    return SettingsJson.change(name(request), request.body());
  }

  private static DropGroupRequest drop(HttpRequest request) {
    return DropGroupRequest.newBuilder().setName(name(request)).build();
  }

  private static FlushGroupRequest flush(HttpRequest request) {
    return FlushGroupRequest.newBuilder()
        .setGroup(name(request))
        .setPrefix(request.queryBytes("prefix").orElse(ByteString.EMPTY))
        .build();
  }

  private static GetStatisticsRequest statistics(HttpRequest request) {
    return GetStatisticsRequest.newBuilder().setGroup(request.query("group").orElse("")).build();
  }

  private static String name(HttpRequest request) {
    return request.parameter("name");
  }

  /** A method of the service. */
  @FunctionalInterface
  private interface Method<Q, M extends Message> {
    void call(AdminImplBase service, Q question, StreamObserver<M> replies);
  }
}
