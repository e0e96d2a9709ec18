package io.cashew.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.HostAndPort;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.GetExParams;
import redis.clients.jedis.params.SetParams;

/** Clients and tools made for Redis work unchanged. */
@Timeout(60)
final class RespClientsTest {
  private static TestCluster cluster;
  private static HostAndPort door;

  @BeforeAll
  static void start() {
    cluster = new TestCluster(1, 2);
    door = cluster.proxy(0).respAddress().orElseThrow();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void jedis_readsThroughToTheSource_andWhatIsDeletedIsAskedForAgain() {
    try (Jedis jedis = new Jedis(door.getHost(), door.getPort())) {
      assertThat(jedis.get("things:jedis")).isEqualTo("value of jedis");
      assertThat(jedis.get("things:jedis")).isEqualTo("value of jedis");
      assertThat(cluster.database().loadsOf("jedis")).isEqualTo(1);
      assertThat(jedis.ttl("things:jedis")).isBetween(500L, 600L);
      assertThat(jedis.get("things:absent")).isNull();

      cluster.database().put("jedis", "new");
      assertThat(jedis.del("things:jedis")).isEqualTo(1);
      assertThat(jedis.get("things:jedis")).isEqualTo("new");
      assertThat(jedis.getEx("things:loaded", GetExParams.getExParams().ex(50)))
          .isEqualTo("value of loaded");
      assertThatThrownBy(() -> jedis.get("things:broken"))
          .isInstanceOf(JedisDataException.class)
          .hasMessageContaining("SOURCE_DOWN");
    }
  }

  @Test
  void jedis_setsConditionsTimesAndPipelines() {
    try (Jedis jedis = new Jedis(door.getHost(), door.getPort())) {
      assertThat(jedis.set("j", "1", SetParams.setParams().nx().ex(100))).isEqualTo("OK");
      assertThat(jedis.set("j", "2", SetParams.setParams().nx())).isNull();
      assertThat(jedis.ttl("j")).isBetween(90L, 100L);
      assertThat(jedis.persist("j")).isEqualTo(1);
      assertThat(jedis.persist("j")).isEqualTo(0);
      assertThat(jedis.ttl("j")).isEqualTo(-1);
      assertThat(jedis.mset("j1", "a", "j2", "b")).isEqualTo("OK");
      assertThat(jedis.mget("j1", "none", "j2")).containsExactly("a", null, "b");
      assertThat(jedis.exists("j1", "j1", "none")).isEqualTo(2);

      Pipeline pipeline = jedis.pipelined();
      List<Response<String>> responses = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        pipeline.set("p" + i % 50, "v" + i);
        responses.add(pipeline.get("p" + i % 50));
      }
      pipeline.sync();
      for (int i = 0; i < 1_000; i++) {
        assertThat(responses.get(i).get()).isEqualTo("v" + i);
      }
    }
  }

  @Test
  void lettuce_speaksResp3_synchronouslyAndNot() throws Exception {
    RedisClient client = RedisClient.create("redis://" + door);
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      RedisCommands<String, String> commands = connection.sync();

      assertThat(commands.get("things:lettuce")).isEqualTo("value of lettuce");
      assertThat(commands.set("l", "1", SetArgs.Builder.px(100_000).xx())).isNull();
      assertThat(commands.set("l", "1")).isEqualTo("OK");
      assertThat(commands.setGet("l", "2")).isEqualTo("1");
      assertThat(commands.getdel("l")).isEqualTo("2");
      assertThat(commands.get("l")).isNull();

      List<RedisFuture<String>> futures = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        RedisFuture<String> unused = connection.async().set("l" + i, "v" + i);
        futures.add(connection.async().get("l" + i));
      }
      for (int i = 0; i < 1_000; i++) {
        assertThat(futures.get(i).get(10, TimeUnit.SECONDS)).isEqualTo("v" + i);
      }
    } finally {
      client.shutdown(0, 2, TimeUnit.SECONDS);
    }
  }

  @Test
  void largestValue_goesAndComes_andALargerOneIsRefused() {
    byte[] key = {'b'};
    byte[] value = new byte[1 << 20];
    Arrays.fill(value, (byte) '\r');
    try (Jedis jedis = new Jedis(door.getHost(), door.getPort())) {
      assertThat(jedis.set(key, value)).isEqualTo("OK");
      assertThat(jedis.get(key)).isEqualTo(value);
      assertThatThrownBy(() -> jedis.set(key, new byte[(1 << 20) + 1]))
          .hasMessageStartingWith("ERR VALUE_TOO_LARGE");
      assertThatThrownBy(() -> jedis.get("k".repeat(1_025)))
          .hasMessageStartingWith("ERR KEY_TOO_LONG");
      assertThatThrownBy(() -> jedis.get("")).hasMessageStartingWith("ERR KEY_EMPTY");
      assertThat(jedis.ping()).isEqualTo("PONG");
    }
  }

  @Test
  void dbsize_countsTheDefaultGroup() {
    try (Jedis jedis = new Jedis(door.getHost(), door.getPort())) {
      long before = jedis.dbSize();
      jedis.set("counted", "1");

      assertThat(jedis.dbSize()).isEqualTo(before + 1);
      jedis.del("counted");
    }
  }

  @Test
  void flushdb_forgetsTheDefaultGroup() {
    try (Jedis jedis = new Jedis(door.getHost(), door.getPort())) {
      jedis.set("flushed", "1");

      assertThat(jedis.flushDB()).isEqualTo("OK");

      assertThat(jedis.exists("flushed")).isFalse();
      assertThat(jedis.dbSize()).isZero();
    }
  }

  @Test
  void redisCli_inBothProtocols_printsWhatItPrintsOfRedis()
      throws IOException, InterruptedException {
    Tool.require("redis-tools", "redis-cli", "--version");
    String port = Integer.toString(door.getPort());
    String script = "SET cli 'a b' EX 100\nGET cli\nGET nothing\nTTL cli\nNONSENSE\nDEL cli\n";

    Tool.Ended resp2 = Tool.run(script, "redis-cli", "-p", port);
    Tool.Ended resp3 = Tool.run(script, "redis-cli", "-3", "-p", port);

    assertThat(resp2.output()).isEqualTo("OK\na b\n\n100\nERR unknown command 'NONSENSE'\n\n1\n");
    assertThat(resp3.output()).endsWith(resp2.output());
  }

  @Test
  void redisBenchmark_runsToItsEnd() throws IOException, InterruptedException {
    Tool.require("redis-tools", "redis-benchmark", "--version");

    Tool.Ended ended =
        Tool.run(
            "",
            "redis-benchmark",
            "-p",
            Integer.toString(door.getPort()),
            "-t",
            "ping_mbulk,set,get,mset",
            "-n",
            "5000",
            "-r",
            "1000",
            "-P",
            "16",
            "-q");

    assertThat(ended.output())
        .contains("GET: ", "SET: ", "MSET (10 keys): ")
        .doesNotContain("rror");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void redisPy_worksUnchanged() throws IOException, InterruptedException {
    Tool.require("python3-redis", "/usr/bin/python3", "-c", "import redis");
    String script =
        """
        import redis
        r = redis.Redis(host="%s", port=%d)
        assert r.set("py", b"\\x00\\xff", ex=100)
        assert r.get("py") == b"\\x00\\xff"
        assert not r.set("py", "x", nx=True)
        assert 90 <= r.ttl("py") <= 100
        assert r.get("things:py") == b"value of py"
        p = r.pipeline(transaction=False)
        for i in range(300):
            p.set("py%%d" %% i, i).get("py%%d" %% i)
        assert p.execute()[1::2] == [str(i).encode() for i in range(300)]
        assert r.delete("py", "none") == 1
        assert r.mget("py", "py1") == [None, b"1"]
        try:
            r.lpush("py", 1)
            assert False
        except redis.ResponseError as e:
            assert "unknown command" in str(e)
        print("done", r.info()["redis_version"], r.config_get("save"))
        """
            .formatted(door.getHost(), door.getPort());

    Tool.Ended ended = Tool.run(script, "/usr/bin/python3", "-");

    assertThat(ended.output()).isEqualTo("done 7.0.0 {'save': ''}\n");
  }
}
