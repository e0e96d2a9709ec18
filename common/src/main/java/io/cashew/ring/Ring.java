package io.cashew.ring;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.cashew.hash.HashSpec;
import io.cashew.hash.KeyHash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The hash circle, cut into equal partitions, at one epoch. A key belongs to the partition its hash
 * names, and a partition to the node the ring record assigns it to.
 *
 * <p>Immutable; lookups by partition take no lock and allocate nothing. Partitions count from 0,
 * nodes by their place in {@link #nodes}; other numbers throw {@link IndexOutOfBoundsException}.
 * Places differ from ring to ring.
 */
public final class Ring {
  /** A place that no node has. */
  public static final int NO_NODE = -1;

  private static final int DIGEST_DIGITS = 16;

  private final RingDraft draft;
  private final long epoch;
  private final KeyHash keyHash;
  private final ImmutableMap<NodeId, Integer> places;
  private final ImmutableList<Placement> placements;
  private final int[] owners;
  private final int[] standIns;
  private final ImmutableSortedMap<NodeId, Integer> shares;
  private final String digest;

  Ring(RingDraft draft, long epoch) {
    this.draft = draft;
    this.epoch = epoch;
    keyHash = KeyHash.of(draft.hashSpec());
    places = places(draft.nodes());
    placements =
        draft.assignments().stream()
            .map(assignment -> assignment.at(epoch))
            .collect(ImmutableList.toImmutableList());
    owners = new int[placements.size()];
    for (int p = 0; p < owners.length; p++) {
      owners[p] = places.getOrDefault(placements.get(p).ownership().owner(), NO_NODE);
    }
    standIns = standIns(draft.nodes(), owners);
    shares = shares(draft.nodes(), owners);
    digest = digest(draft.hashSpec(), placements);
  }

  /** The ring's version, see {@link Epoch}. */
  public long epoch() {
    return epoch;
  }

  /** Upper bits of the epoch. */
  public int incarnation() {
    return draft.incarnation();
  }

  /** The revision of the cluster store that carried the record: what a successor is put against. */
  public long revision() {
    return Epoch.revision(epoch);
  }

  /** Partitions there are, a power of two. */
  public int partitions() {
    return owners.length;
  }

  /** Turns keys into the partitions of this ring. */
  public KeyHash keyHash() {
    return keyHash;
  }

  public HashSpec hashSpec() {
    return draft.hashSpec();
  }

  /** Who owns a partition, and since when. */
  public Ownership ownerOf(int partition) {
    return placements.get(partition).ownership();
  }

  /** Who owns a partition and who owned it before. */
  public Placement placement(int partition) {
    return placements.get(partition);
  }

  /** The place of a partition's owner. */
  public int ownerIndex(int partition) {
    return owners[partition];
  }

  /**
   * The place of the active node that may stand in for a partition's owner while that is out of
   * reach (rule R15), {@link #NO_NODE} if there is no other. The partitions of one owner have
   * stand-ins all over the ring.
   */
  public int standIn(int partition) {
    return standIns[partition];
  }

  /** All nodes, those that are gone included, each in its place. */
  public ImmutableList<RingNode> nodes() {
    return draft.nodes();
  }

  /** The node with an id, gone or not; empty if the ring does not list it. */
  public Optional<RingNode> node(NodeId id) {
    return Optional.ofNullable(places.get(id)).map(nodes()::get);
  }

  /** Partitions of each active node, 0 included. */
  public ImmutableSortedMap<NodeId, Integer> shares() {
    return shares;
  }

  /** How the ring came about, oldest first, {@link RingDraft#MAX_CHANGES} at most. */
  public ImmutableList<RingChange> changes() {
    return draft.changes();
  }

  /**
   * Sixteen hex digits over hash, partitions, owners and since: equal on two processes exactly if
   * they route alike.
   */
  public String digest() {
    return digest;
  }

  /** The record this ring was read from. Read again at {@link #revision}, it is this ring. */
  public RingDraft draft() {
    return draft;
  }

  /** Epoch and digest, for logs. */
  @Override
  public String toString() {
    return "ring " + Epoch.toText(epoch) + " (" + digest + ")";
  }

  private static ImmutableMap<NodeId, Integer> places(ImmutableList<RingNode> nodes) {
    ImmutableMap.Builder<NodeId, Integer> places = ImmutableMap.builder();
    for (int place = 0; place < nodes.size(); place++) {
      places.put(nodes.get(place).id(), place);
    }
    return places.buildOrThrow();
  }

  /** Each owner's partitions take the other active nodes in turn. */
  private static int[] standIns(ImmutableList<RingNode> nodes, int[] owners) {
    int[] active =
        IntStream.range(0, nodes.size()).filter(place -> nodes.get(place).isActive()).toArray();
    int[] standIns = new int[owners.length];
    if (active.length == 1) {
      Arrays.fill(standIns, NO_NODE);
      return standIns;
    }
    int[] next = IntStream.range(0, nodes.size()).toArray(); // by owner, into active
    for (int p = 0; p < owners.length; p++) {
      int owner = owners[p];
      do {
        next[owner] = (next[owner] + 1) % active.length;
      } while (active[next[owner]] == owner);
      standIns[p] = active[next[owner]];
    }
    return standIns;
  }

  private static ImmutableSortedMap<NodeId, Integer> shares(
      ImmutableList<RingNode> nodes, int[] owners) {
    int[] owned = new int[nodes.size()];
    for (int owner : owners) {
      owned[owner]++;
    }
    ImmutableSortedMap.Builder<NodeId, Integer> shares = ImmutableSortedMap.naturalOrder();
    for (int place = 0; place < owned.length; place++) {
      if (nodes.get(place).isActive()) {
        shares.put(nodes.get(place).id(), owned[place]);
      }
    }
    return shares.buildOrThrow();
  }

  private static String digest(HashSpec spec, ImmutableList<Placement> placements) {
    Hasher digest = Hashing.sha256().newHasher();
    digest.putInt(spec.id().length()).putString(spec.id(), StandardCharsets.UTF_8);
    digest.putInt(spec.partitions()).putLong(spec.seed());
    for (Placement placement : placements) {
      Ownership ownership = placement.ownership();
      String owner = ownership.owner().value();
      digest.putInt(owner.length()).putString(owner, StandardCharsets.UTF_8);
      digest.putLong(ownership.since());
    }
    return digest.hash().toString().substring(0, DIGEST_DIGITS);
  }
}
