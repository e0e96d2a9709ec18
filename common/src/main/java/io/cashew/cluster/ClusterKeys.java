package io.cashew.cluster;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.regex.Pattern;

/**
 * Where things stand in the cluster store.
 *
 * @param cluster the cluster's name: several clusters may share one store
 */
public record ClusterKeys(String cluster) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,64}");

  public ClusterKeys {
    checkArgument(
        NAME.matcher(cluster).matches(),
        "cluster: \"%s\" (expected: 1 to 64 characters of a-z, A-Z, 0-9, '.', '_', '-')",
        cluster);
  }

  /** The ring record: put only, never deleted. */
  public String ring() {
    return root() + "ring";
  }

  /** Prefix of the members. */
  public String members() {
    return root() + "members/";
  }

  /** A node's registration, under its lease. */
  public String member(String id) {
    return members() + id;
  }

  /** Prefix of the groups. */
  public String groups() {
    return root() + "groups/";
  }

  /** A group's settings. */
  public String group(String name) {
    return groups() + name;
  }

  /** Prefix of the acknowledgements. */
  public String acks() {
    return root() + "acks/";
  }

  /** The epoch a node has applied, under its lease. */
  public String ack(String id) {
    return acks() + id;
  }

  /** The proxy that plans ring changes, under its lease. */
  public String coordinator() {
    return root() + "coordinator";
  }

  private String root() {
    return "/cashew/" + cluster + "/";
  }
}
