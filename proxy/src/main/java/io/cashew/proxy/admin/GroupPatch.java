package io.cashew.proxy.admin;

import com.google.common.base.Splitter;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.cashew.cluster.GroupCodec;
import io.cashew.group.GroupSettings;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns the settings that people send into those of a group, and tells all that is wrong at once.
 */
final class GroupPatch {
  private static final io.cashew.v1.GroupSettings DEFAULTS =
      GroupCodec.message(GroupSettings.defaults());

  private GroupPatch() {}

  /**
   * The settings of a new group.
   *
   * @throws CashewException with {@link Reason#GROUP_SETTINGS}
   */
  static GroupSettings whole(io.cashew.v1.GroupSettings message) {
    Set<String> fields =
        message.getAllFields().keySet().stream()
            .map(FieldDescriptor::getName)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return settings(message, DEFAULTS, fields);
  }

  /**
   * Settings with some of them changed.
   *
   * @param fields the names of those, as in {@code ttl_ms} or {@code source.query}
   * @throws CashewException with {@link Reason#GROUP_SETTINGS}
   */
  static GroupSettings changed(
      GroupSettings before, io.cashew.v1.GroupSettings wish, List<String> fields) {
    if (fields.isEmpty()) {
      throw refused("fields: none (expected: the names of the settings to be changed)");
    }
    io.cashew.v1.GroupSettings base = GroupCodec.message(before);
    Message.Builder next = base.toBuilder();
    for (String path : fields) {
      copy(path, Splitter.on('.').split(path).iterator(), wish, next);
    }
    io.cashew.v1.GroupSettings message = (io.cashew.v1.GroupSettings) next.build();
    Set<String> named =
        fields.stream()
            .map(path -> Splitter.on('.').split(path).iterator().next())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return settings(message, base, named);
  }

  private static void copy(
      String path, Iterator<String> names, Message from, Message.Builder into) {
    FieldDescriptor field = from.getDescriptorForType().findFieldByName(names.next());
    if (field == null || (names.hasNext() && field.getType() != FieldDescriptor.Type.MESSAGE)) {
      throw refused("no setting is named \"%s\": see GroupSettings in admin.proto".formatted(path));
    }
    if (names.hasNext()) {
      copy(path, names, (Message) from.getField(field), into.getFieldBuilder(field));
    } else if (field.hasPresence() && !from.hasField(field)) {
      into.clearField(field);
    } else {
      into.setField(field, from.getField(field));
    }
  }

  /**
   * The settings that a message stands for. If it stands for none, fields are put back to what they
   * were, one by one, until it does: so each of them says what is wrong with it.
   */
  private static GroupSettings settings(
      io.cashew.v1.GroupSettings message, io.cashew.v1.GroupSettings base, Set<String> fields) {
    List<String> problems = new ArrayList<>();
    Set<String> left = new LinkedHashSet<>(fields);
    io.cashew.v1.GroupSettings.Builder tried = message.toBuilder();
    Optional<String> problem = problem(tried.build());
    while (problem.isPresent()) {
      problems.add(problem.get());
      problem = withoutTheCulprit(problem.get(), tried, base, left);
    }
    if (!problems.isEmpty()) {
      throw refused(String.join("; ", problems));
    }
    return GroupCodec.settings(message);
  }

  /** Puts back the field that a problem is about; returns the next problem. */
  private static Optional<String> withoutTheCulprit(
      String problem,
      io.cashew.v1.GroupSettings.Builder tried,
      io.cashew.v1.GroupSettings base,
      Set<String> left) {
    for (String name : left) {
      io.cashew.v1.GroupSettings.Builder without = tried.clone();
      FieldDescriptor field = base.getDescriptorForType().findFieldByName(name);
      if (field.hasPresence() && !base.hasField(field)) {
        without.clearField(field);
      } else {
        without.setField(field, base.getField(field));
      }
      Optional<String> next = problem(without.build());
      if (!next.equals(Optional.of(problem))) {
        tried.clear().mergeFrom(without.build());
        left.remove(name);
        return next;
      }
    }
    return Optional.empty(); // no single one is to blame
  }

  private static Optional<String> problem(io.cashew.v1.GroupSettings message) {
    try {
      GroupSettings unused = GroupCodec.settings(message);
      return Optional.empty();
    } catch (IllegalArgumentException | CashewException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static CashewException refused(String why) {
    return new CashewException(Reason.GROUP_SETTINGS, why);
  }
}
