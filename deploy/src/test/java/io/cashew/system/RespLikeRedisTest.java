package io.cashew.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The same commands, at random and by seed, put to a proxy and to Redis 7: the answers must be the
 * same, but for the differences that docs/redis.md lists. Those that show here:
 *
 * <ul>
 *   <li>of errors the first word counts, not the text
 *   <li>GETEX with a time that is none fails, also if there is no such key
 *   <li>times left may differ by what passes between the two
 * </ul>
 *
 * <p>Not asked, because they are known to differ: empty keys; times to live of more than a year;
 * conditions of EXPIRE; SELECT of another database; times of the wall clock that are past.
 */
@Timeout(60)
final class RespLikeRedisTest {
  private static final int COMMANDS = 4_000;
  private static final int PIPELINE = 40;
  private static final int KEYS = 5;

  private static TestCluster cluster;
  private static RedisProcess redis;

  @BeforeAll
  static void start() throws InterruptedException {
    Tool.require("redis-server", "redis-server", "--version");
    cluster = new TestCluster(1, 2);
    redis = new RedisProcess();
  }

  @AfterAll
  static void stop() {
    if (redis != null) {
      redis.close();
      cluster.close();
    }
  }

  @Test
  void commandsOneByOne_areAnsweredAsByRedis() {
    sameAnswers(1, "x", 1);
    sameAnswers(2, "y", 1);
  }

  @Test
  void commandsInPipelines_areAnsweredAsByRedis() {
    sameAnswers(3, "z", PIPELINE);
  }

  private static void sameAnswers(long seed, String prefix, int atOnce) {
    Random random = new Random(seed);
    List<String> story = new ArrayList<>();
    try (RespSocket ours = RespSocket.connect(cluster.proxy(0).respAddress().orElseThrow());
        RespSocket theirs = RespSocket.connect(redis.address())) {
      for (int done = 0; done < COMMANDS / (atOnce == 1 ? 2 : 1); done += atOnce) {
        List<List<String>> commands = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
          commands.add(command(random, prefix));
        }
        List<String> answers = ours.ask(commands);
        List<String> expected = theirs.ask(commands);
        for (int i = 0; i < atOnce; i++) {
          story.add(commands.get(i) + " -> " + answers.get(i));
          assertThat(isSame(commands.get(i), answers.get(i), expected.get(i)))
              .as(
                  "seed %d, after %s: %s (Redis: %s)",
                  seed,
                  story.subList(Math.max(0, story.size() - 25), story.size()),
                  answers.get(i),
                  expected.get(i))
              .isTrue();
        }
      }
    }
  }

  private static boolean isSame(List<String> command, String answer, String expected) {
    if (expected.startsWith("-")) {
      return first(answer).equals(first(expected));
    }
    if (command.get(0).equals("GETEX") && expected.equals("nil") && answer.startsWith("-ERR ")) {
      return true;
    }
    boolean isTime =
        command.get(0).equalsIgnoreCase("TTL") || command.get(0).equalsIgnoreCase("PTTL");
    if (isTime && !expected.startsWith(":-") && answer.startsWith(":")) {
      long tolerance = command.get(0).equalsIgnoreCase("TTL") ? 1 : 1_000;
      return Math.abs(number(answer) - number(expected)) <= tolerance && !answer.startsWith(":-");
    }
    return answer.equals(expected);
  }

  private static String first(String answer) {
    return Splitter.on(' ').split(answer).iterator().next();
  }

  private static long number(String answer) {
    return Long.parseLong(answer.substring(1));
  }

  private static List<String> command(Random random, String prefix) {
    String key = prefix + random.nextInt(KEYS);
    String value = random.nextInt(20) == 0 ? "" : "v\r\n\u00ff" + random.nextInt(100);
    return switch (random.nextInt(26)) {
      case 0, 1, 2 -> List.of("GET", key);
      case 3 -> List.of("SET", key, value);
      case 4, 5, 6, 7 -> withOptions(random, "SET", key, value);
      case 8 -> List.of("SETEX", key, time(random), value);
      case 9 -> List.of("PSETEX", key, time(random), value);
      case 10 -> List.of("SETNX", key, value);
      case 11, 12 -> withOptions(random, "GETEX", key);
      case 13 -> List.of("GETDEL", key);
      case 14 -> keys(random, prefix, "MGET");
      case 15 -> pairs(random, prefix);
      case 16 -> keys(random, prefix, random.nextBoolean() ? "DEL" : "UNLINK");
      case 17 -> keys(random, prefix, random.nextBoolean() ? "EXISTS" : "TOUCH");
      case 18, 19 -> List.of(random.nextBoolean() ? "TTL" : "PTTL", key);
      case 20 -> List.of("EXPIRE", key, time(random));
      case 21 -> List.of("PEXPIRE", key, time(random));
      case 22 -> List.of("PERSIST", key);
      case 23 -> List.of("STRLEN", key);
      case 24 -> List.of("GETSET", key, value);
      default -> odd(random, key);
    };
  }

  private static List<String> withOptions(Random random, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    for (int i = random.nextInt(4); i > 0; i--) {
      switch (random.nextInt(9)) {
        case 0 -> all.add("NX");
        case 1 -> all.add("xx");
        case 2 -> all.add("GET");
        case 3 -> all.add("KEEPTTL");
        case 4 -> all.add("persist");
        case 5 -> all.addAll(List.of("EX", time(random)));
        case 6 -> all.addAll(List.of("px", time(random)));
        case 7 -> {
          long until = System.currentTimeMillis() + 100_000 + random.nextInt(100_000);
          all.addAll(
              random.nextBoolean()
                  ? List.of("PXAT", Long.toString(until))
                  : List.of("EXAT", Long.toString(until / 1000)));
        }
        default -> all.add(random.nextBoolean() ? "EX" : "FOO");
      }
    }
    return all;
  }

  /** Too long to pass meanwhile, or over at once, or nonsense. */
  private static String time(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> "0";
      case 1 -> "-1";
      case 2 -> "ten";
      case 3 -> "1.5";
      case 4 -> "9223372036854775808";
      case 5 -> "0100000";
      default -> Integer.toString(100_000 + random.nextInt(1_000_000));
    };
  }

  private static List<String> keys(Random random, String prefix, String command) {
    return Stream.concat(
            Stream.of(command), random.ints(random.nextInt(5), 0, KEYS).mapToObj(i -> prefix + i))
        .toList();
  }

  private static List<String> pairs(Random random, String prefix) {
    List<String> all = new ArrayList<>(List.of("MSET"));
    for (int i = random.nextInt(4); i > 0; i--) {
      all.add(prefix + random.nextInt(KEYS));
      all.add("m" + random.nextInt(100));
    }
    if (random.nextInt(5) == 0) {
      all.add(prefix);
    }
    return all;
  }

  private static List<String> odd(Random random, String key) {
    return switch (random.nextInt(14)) {
      case 0 -> List.of("PING");
      case 1 -> List.of("ping", "hello");
      case 2 -> List.of("PING", "too", "many");
      case 3 -> List.of("ECHO", key);
      case 4 -> List.of("GET");
      case 5 -> List.of("GET", key, key);
      case 6 -> List.of("SET", key);
      case 7 -> List.of("NOSUCHCOMMAND", key);
      case 8 -> List.of("\u0000GET", key);
      case 9 -> List.of("SELECT", "0");
      case 10 -> List.of("HELLO", "9");
      case 11 -> List.of("EXPIRE", key);
      case 12 -> List.of("CLIENT", "SETNAME", "no blanks");
      default -> List.of("CONFIG", "GET", "databases-no");
    };
  }
}
