package io.cashew.proxy.door.resp;

import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Commands about the connection, and those by which clients find out what they talk to. */
final class ConnectionCommands {
  private static final long AUTH = Words.pack("AUTH");
  private static final long SETNAME = Words.pack("SETNAME");

  /** What this door claims to be: the oldest Redis that has all it offers. */
  private static final String REDIS_VERSION = "7.0.0";

  private ConnectionCommands() {}

  static void addTo(Commands commands) {
    commands.add("PING", -1, ConnectionCommands::ping);
    commands.add(
        "ECHO",
        2,
        (request, to) -> {
          ByteString message = request.bytes(1);
          to.say(out -> out.bulk(message));
        });
    commands.add("HELLO", -1, ConnectionCommands::hello);
    commands.add(
        "AUTH",
        -2,
        (request, to) -> {
          throw noPassword();
        });
    commands.add("SELECT", 2, ConnectionCommands::select);
    commands.add("CLIENT", -2, ConnectionCommands::client);
    commands.add(
        "QUIT",
        -1,
        (request, to) -> {
          to.say(RespWriter::ok);
          to.end();
        });
    commands.add(
        "RESET",
        1,
        (request, to) -> {
          to.session().call("");
          to.session().speak(RespWriter.RESP2);
          to.say(
              out -> {
                out.speak(RespWriter.RESP2);
                out.simple("RESET");
              });
        });
    commands.add("COMMAND", -1, (request, to) -> command(commands, request, to));
  }

  private static void ping(Request request, Conversation to) {
    if (request.count() > 2) {
      throw new CommandException("ERR wrong number of arguments for 'ping' command");
    }
    if (request.count() == 1) {
      to.say(out -> out.simple("PONG"));
    } else {
      ByteString message = request.bytes(1);
      to.say(out -> out.bulk(message));
    }
  }

  private static void hello(Request request, Conversation to) {
    int protocol = to.session().protocol();
    if (request.count() > 1) {
      long wanted = request.number(1);
      if (wanted != RespWriter.RESP2 && wanted != RespWriter.RESP3) {
        throw new CommandException("NOPROTO unsupported protocol version");
      }
      protocol = (int) wanted;
    }
    String name = to.session().name();
    for (int i = 2; i < request.count(); i++) {
      long option = request.word(i);
      if (option == AUTH && i + 2 < request.count()) {
        throw noPassword();
      } else if (option == SETNAME && i + 1 < request.count()) {
        name = checkedName(request.text(i + 1));
        i++;
      } else {
        throw CommandException.syntax();
      }
    }
    to.session().call(name);
    to.session().speak(protocol);
    int spoken = protocol;
    to.say(
        out -> {
          out.speak(spoken);
          out.map(7);
          pair(out, "server", "cashew");
          pair(out, "version", REDIS_VERSION);
          out.bulk("proto");
          out.integer(spoken);
          out.bulk("id");
          out.integer(to.session().id());
          pair(out, "mode", "standalone");
          pair(out, "role", "master");
          out.bulk("modules");
          out.array(0);
        });
  }

  private static void pair(RespWriter out, String key, String value) {
    out.bulk(key);
    out.bulk(value);
  }

  private static CommandException noPassword() {
    return new CommandException(
        "ERR Client sent AUTH, but no password is set. Did you mean AUTH <username> <password>?");
  }

  private static void select(Request request, Conversation to) {
    if (request.number(1) != 0) {
      throw new CommandException(
          "ERR DB index is out of range: there is one, and groups instead of others (group:key)");
    }
    to.say(RespWriter::ok);
  }

  private static void client(Request request, Conversation to) {
    String verb = request.text(1).toUpperCase(Locale.ROOT);
    switch (verb) {
      case "ID" -> to.say(out -> out.integer(to.session().id()));
      case "GETNAME" -> {
        String name = to.session().name();
        to.say(out -> nameOrNothing(name, out));
      }
      case "SETNAME" -> {
        if (request.count() != 3) {
          throw CommandException.syntax();
        }
        to.session().call(checkedName(request.text(2)));
        to.say(RespWriter::ok);
      }
      case "INFO" -> {
        String line = to.session() + "\n";
        to.say(out -> out.bulk(line));
      }
      case "LIST" -> {
        String lines = lines(to.door().connections());
        to.say(out -> out.bulk(lines));
      }
      case "SETINFO", "NO-EVICT", "NO-TOUCH" -> to.say(RespWriter::ok);
      default ->
          throw new CommandException(
              "ERR unknown subcommand. Try CLIENT ID|INFO|LIST|GETNAME|SETNAME");
    }
  }

  private static String checkedName(String name) {
    if (name.chars().anyMatch(letter -> letter <= ' ' || letter > '~') || name.length() > 256) {
      throw new CommandException(
          "ERR Client names cannot contain spaces, newlines or special characters");
    }
    return name;
  }

  private static void nameOrNothing(String name, RespWriter out) {
    if (name.isEmpty()) {
      out.nothing();
    } else {
      out.bulk(name);
    }
  }

  private static String lines(Collection<RespConnection> connections) {
    StringBuilder lines = new StringBuilder();
    connections.forEach(connection -> lines.append(connection.session()).append('\n'));
    return lines.toString();
  }

  private static void command(Commands commands, Request request, Conversation to) {
    String verb = request.count() == 1 ? "" : request.text(1).toUpperCase(Locale.ROOT);
    List<String> all = List.copyOf(commands.names());
    switch (verb) {
      case "" -> to.say(out -> describe(commands, all, out));
      case "COUNT" -> to.say(out -> out.integer(all.size()));
      case "LIST" ->
          to.say(
              out -> {
                out.array(all.size());
                all.forEach(name -> out.bulk(name.toLowerCase(Locale.ROOT)));
              });
      case "INFO" -> {
        List<String> asked =
            IntStream.range(2, request.count())
                .mapToObj(i -> request.text(i).toUpperCase(Locale.ROOT))
                .toList();
        to.say(out -> describe(commands, asked.isEmpty() ? all : asked, out));
      }
      case "DOCS" -> to.say(out -> out.map(0));
      default -> throw new CommandException("ERR unknown subcommand. Try COMMAND COUNT|LIST|INFO");
    }
  }

  private static void describe(Commands commands, List<String> names, RespWriter out) {
    out.array(names.size());
    for (String name : names) {
      OptionalInt arguments = commands.argumentsOf(name);
      if (arguments.isEmpty()) {
        out.nothing();
        continue;
      }
      out.array(6);
      out.bulk(name.toLowerCase(Locale.ROOT));
      out.integer(arguments.getAsInt());
      out.array(0);
      for (int i = 0; i < 3; i++) {
        out.integer(0); // where keys are: for clusters of Redis, which this is not
      }
    }
  }
}
