package io.cashew.doctor;

import com.google.common.net.HostAndPort;
import io.cashew.v1.ExamineReply;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.ListNodesReply;

/**
 * A proxy, and the cluster as it sees it.
 *
 * @param admin where it was asked
 * @param ring as it has it, with its alarms
 * @param nodes as it sees them
 * @param itself how it is, without nodes
 * @param clockAheadMillis by how much its clock is ahead of ours, give or take half of {@code
 *     askingMillis}
 */
public record ProxySight(
    HostAndPort admin,
    GetRingReply ring,
    ListNodesReply nodes,
    ExamineReply itself,
    long clockAheadMillis,
    long askingMillis) {
  /** Its id. */
  public String id() {
    return itself.getProxy();
  }

  /** One that has told of itself alone so far. */
  static ProxySight of(
      HostAndPort admin, ExamineReply itself, long clockAheadMillis, long askingMillis) {
    return new ProxySight(
        admin,
        GetRingReply.getDefaultInstance(),
        ListNodesReply.getDefaultInstance(),
        itself,
        clockAheadMillis,
        askingMillis);
  }

  ProxySight with(GetRingReply told) {
    return new ProxySight(admin, told, nodes, itself, clockAheadMillis, askingMillis);
  }

  ProxySight with(ListNodesReply told) {
    return new ProxySight(admin, ring, told, itself, clockAheadMillis, askingMillis);
  }
}
