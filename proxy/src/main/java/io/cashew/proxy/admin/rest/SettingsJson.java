package io.cashew.proxy.admin.rest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.ChangeGroupRequest;
import io.cashew.v1.GroupSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings of groups from JSON. Throws {@link Reason#GROUP_SETTINGS} if they are none. */
final class SettingsJson {
  private SettingsJson() {}

  /** All settings: those that are left out have their defaults. */
  static GroupSettings settings(ByteString body) {
    return parse(object(body));
  }

  /** All settings of a group that there is. */
  static ChangeGroupRequest replacement(String group, GroupSettings settings) {
    ChangeGroupRequest.Builder request =
        ChangeGroupRequest.newBuilder().setName(group).setSettings(settings);
    GroupSettings.getDescriptor().getFields().forEach(field -> request.addFields(field.getName()));
    return request.build();
  }

  /** Those that are named; null: back to the default. */
  static ChangeGroupRequest change(String group, ByteString body) {
    JsonObject object = object(body);
    List<String> fields = new ArrayList<>();
    addNames(object, GroupSettings.getDescriptor(), "", fields);
    return ChangeGroupRequest.newBuilder()
        .setName(group)
        .setSettings(parse(object))
        .addAllFields(fields)
        .build();
  }

  private static void addNames(
      JsonObject object, Descriptor type, String before, List<String> fields) {
    for (Map.Entry<String, JsonElement> member : object.entrySet()) {
      FieldDescriptor field = field(type, member.getKey());
      String name = before + (field == null ? member.getKey() : field.getName());
      if (field != null
          && field.getType() == FieldDescriptor.Type.MESSAGE
          && member.getValue() instanceof JsonObject inner) {
        addNames(inner, field.getMessageType(), name + ".", fields);
      } else {
        fields.add(name);
      }
    }
  }

  private static @Nullable FieldDescriptor field(Descriptor type, String name) {
    return type.getFields().stream()
        .filter(field -> field.getName().equals(name) || field.getJsonName().equals(name))
        .findAny()
        .orElse(null);
  }

  private static JsonObject object(ByteString body) {
    try {
      if (JsonParser.parseString(body.toStringUtf8()) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonParseException e) {
      throw refused(e.getMessage());
    }
    throw refused("it is no object");
  }

  private static GroupSettings parse(JsonObject object) {
    GroupSettings.Builder settings = GroupSettings.newBuilder();
    try {
      JsonFormat.parser().merge(object.toString(), settings);
    } catch (InvalidProtocolBufferException e) {
      throw refused(e.getMessage());
    }
    return settings.build();
  }

  private static CashewException refused(@Nullable String why) {
    return new CashewException(
        Reason.GROUP_SETTINGS,
        "the body is not the JSON of settings, such as {\"ttl_ms\": 60000}: " + why);
  }
}
