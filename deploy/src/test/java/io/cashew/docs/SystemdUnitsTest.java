package io.cashew.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.cli.CashewCommand;
import io.cashew.config.CashewConfig;
import io.cashew.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The units run what {@code ./cashew} runs, with settings that are understood. */
final class SystemdUnitsTest {
  private static final Path UNITS = Path.of("..", "deploy", "systemd");
  private static final Pattern FLAG = Pattern.compile("-(?:XX:|Dio\\.|Dcashew\\.)[^\\s\"]+");

  @ParameterizedTest
  @ValueSource(strings = {"node", "proxy"})
  void unit_startsTheJvmAsTheLauncherDoes(String verb) throws IOException {
    String unit = Files.readString(UNITS.resolve("cashew-%s.service".formatted(verb)));

    assertThat(flags(unit)).containsExactlyInAnyOrderElementsOf(launcherFlags(verb));
    assertThat(unit)
        .contains("%s %s --config".formatted(CashewCommand.class.getName(), verb))
        .contains("EnvironmentFile=/etc/cashew/%s.env".formatted(verb));
  }

  private static List<String> launcherFlags(String verb) throws IOException {
    String launcher = Files.readString(Path.of("..", "cashew"));
    Matcher found =
        Pattern.compile("\n  %s\\)\n    flags=\"(.*)\"".formatted(verb)).matcher(launcher);
    assertThat(found.find()).isTrue();
    Matcher offHeap = Pattern.compile("off_heap=\"(.*)\"").matcher(launcher);
    assertThat(offHeap.find()).isTrue();
    return flags(found.group(1).replace("$off_heap", offHeap.group(1)));
  }

  private static List<String> flags(String text) {
    List<String> flags = new ArrayList<>();
    Matcher flag = FLAG.matcher(text);
    while (flag.find()) {
      flags.add(flag.group());
    }
    return flags;
  }

  @Test
  void environment_isUnderstood() throws IOException {
    CashewConfig node = configured("node.env");
    CashewConfig proxy = configured("proxy.env");

    assertThat(node.node().id()).isEqualTo("n1");
    assertThat(node.node().memoryBytes()).isEqualTo(12L << 30);
    assertThat(proxy.proxy().id()).isEqualTo("p1");
    assertThat(proxy.proxy().resp()).isPresent();
  }

  private static CashewConfig configured(String name) throws IOException {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String line : Files.readAllLines(UNITS.resolve(name))) {
      int equals = line.indexOf('=');
      if (!line.startsWith("#") && equals > 0) {
        environment.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return CashewConfig.from(Settings.read(Optional.empty(), List.of(), environment));
  }
}
