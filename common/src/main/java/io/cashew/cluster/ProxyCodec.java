package io.cashew.cluster;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.internal.v1.ProxyRecord;
import io.cashew.internal.v1.Suspect;
import io.cashew.ring.NodeId;
import java.util.Optional;

/** What a proxy says of itself and of the nodes it probes, as it stands in the cluster store. */
public final class ProxyCodec {
  private ProxyCodec() {}

  public static ByteString encode(String id, ProxyReport report) {
    ProxyRecord.Builder record = ProxyRecord.newBuilder().setId(id);
    report
        .suspects()
        .forEach(
            (node, instance) ->
                record.addSuspects(
                    Suspect.newBuilder().setNode(node.value()).setInstance(instance)));
    report.admin().ifPresent(admin -> record.setAdmin(admin.toString()));
    return record.build().toByteString();
  }

  /**
   * What stands under a proxy's id.
   *
   * @throws UnreadableRecordException if it is malformed or another's
   */
  public static ProxyReport decode(String id, ByteString stored) {
    return Records.decode(
        "record of proxy " + id, stored, ProxyRecord.parser(), record -> report(id, record));
  }

  private static ProxyReport report(String id, ProxyRecord record) {
    checkArgument(record.getId().equals(id), "id: \"%s\" (expected: the key's)", record.getId());
    ImmutableSortedMap.Builder<NodeId, Long> suspects = ImmutableSortedMap.naturalOrder();
    record
        .getSuspectsList()
        .forEach(suspect -> suspects.put(new NodeId(suspect.getNode()), suspect.getInstance()));
    return new ProxyReport(
        suspects.buildOrThrow(),
        record.getAdmin().isEmpty()
            ? Optional.empty() // of another version
            : Optional.of(HostAndPort.fromString(record.getAdmin())));
  }
}
