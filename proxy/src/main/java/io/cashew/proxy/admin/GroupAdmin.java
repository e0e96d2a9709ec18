package io.cashew.proxy.admin;

import io.cashew.cluster.GroupCodec;
import io.cashew.group.GroupSpec;
import io.cashew.operation.Limits;
import io.cashew.proxy.groups.Flushing;
import io.cashew.proxy.groups.GroupChange;
import io.cashew.proxy.groups.GroupWishes;
import io.cashew.ring.NodeId;
import io.cashew.v1.ChangeGroupReply;
import io.cashew.v1.ChangeGroupRequest;
import io.cashew.v1.FlushGroupReply;
import io.cashew.v1.FlushGroupRequest;
import io.cashew.v1.Group;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What the admin service does about groups, in the words of its messages. Thread-safe. */
public final class GroupAdmin {
  private final GroupWishes wishes;
  private final Flushing flushing;

  public GroupAdmin(GroupWishes wishes, Flushing flushing) {
    this.wishes = wishes;
    this.flushing = flushing;
  }

  CompletableFuture<Group> get(String name) {
    Limits.checkGroup(name);
    return wishes.get(name).thenApply(GroupAdmin::message);
  }

  CompletableFuture<ChangeGroupReply> create(Group group, Duration patience) {
    Limits.checkGroup(group.getName());
    return wishes
        .create(new GroupSpec(group.getName(), GroupPatch.whole(group.getSettings())), patience)
        .thenApply(GroupAdmin::message);
  }

  CompletableFuture<ChangeGroupReply> change(ChangeGroupRequest request, Duration patience) {
    Limits.checkGroup(request.getName());
    return wishes
        .change(
            request.getName(),
            before -> GroupPatch.changed(before, request.getSettings(), request.getFieldsList()),
            patience)
        .thenApply(GroupAdmin::message);
  }

  CompletableFuture<ChangeGroupReply> drop(String name, Duration patience) {
    Limits.checkGroup(name);
    return wishes.drop(name, patience).thenApply(GroupAdmin::message);
  }

  CompletableFuture<FlushGroupReply> flush(FlushGroupRequest request, Duration patience) {
    Limits.checkGroup(request.getGroup());
    return flushing
        .flush(request.getGroup(), request.getPrefix(), patience)
        .thenApply(
            done ->
                FlushGroupReply.newBuilder()
                    .setGeneration(done.generation())
                    .addAllNodes(done.nodes().stream().map(NodeId::value).toList())
                    .build());
  }

  static Group message(GroupSpec spec) {
    return Group.newBuilder()
        .setName(spec.name())
        .setSettings(GroupCodec.message(spec.settings()))
        .build();
  }

  private static ChangeGroupReply message(GroupChange change) {
    ChangeGroupReply.Builder reply =
        ChangeGroupReply.newBuilder()
            .addAllWarnings(change.warnings())
            .addAllApplied(change.applied().stream().map(NodeId::value).toList())
            .addAllPending(change.pending().stream().map(NodeId::value).toList());
    change.before().map(GroupCodec::message).ifPresent(reply::setBefore);
    change.after().map(GroupCodec::message).ifPresent(reply::setAfter);
    return reply.build();
  }
}
