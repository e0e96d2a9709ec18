package io.cashew.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonParser;
import io.cashew.comparison.process.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class CompareTest {
  @TempDir private Path directory;

  @Test
  void run_ofRedisAlone_measures_andLeavesNoProcess() throws Exception {
    assumeTrue(Processes.find("redis-server").isPresent(), "redis-server is not installed");
    assumeTrue(Processes.find("redis-benchmark").isPresent(), "redis-tools is not installed");
    Path json = directory.resolve("run.json");

    int exit =
        Compare.run(
            "--home",
            ".",
            "--directory",
            directory.toString(),
            "--quick",
            "--parties",
            "redis",
            "--scenarios",
            "resp-get-c16",
            "--json",
            json.toString());

    assertThat(exit).isZero();
    var scenario =
        JsonParser.parseString(Files.readString(json))
            .getAsJsonObject()
            .getAsJsonArray("scenarios")
            .get(0)
            .getAsJsonObject();
    var redis = scenario.getAsJsonArray("contenders").get(0).getAsJsonObject();
    assertThat(redis.getAsJsonObject("medians").get("op/s").getAsDouble()).isPositive();
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"bash, compare", "sh, jmh", "sh, engine"})
  void script_parses(String shell, String script) throws Exception {
    Process parsing = new ProcessBuilder(shell, "-n", script).inheritIO().start();

    assertThat(parsing.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(parsing.exitValue()).isZero();
  }
}
