package io.cashew.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/api.md} says what the definitions say. {@code -Dcashew.docs=write} writes it anew.
 */
final class ApiPageTest {
  private static final Path PROTOS = Path.of("..", "proto", "src", "main", "proto", "cashew", "v1");
  private static final Path PAGE = Path.of("..", "docs", "api.md");

  private static final String BEGIN =
      """
      # The gRPC API

      Package `cashew.v1`, made from the comments in the definitions: change those, then write this page
      anew with `deploy/docs/write`. What each operation promises: [operations.md](operations.md); why it
      fails: [statuses.md](statuses.md). Fields whose name ends in `_ms` are milliseconds.
      """;

  @Test
  void page_saysWhatTheDefinitionsSay() throws IOException {
    String made =
        new ApiPage()
            .add("For clients: cache.proto", read("cache.proto"))
            .add("For operators: admin.proto", read("admin.proto"))
            .add("For sources: source.proto", read("source.proto"))
            .text();
    if ("write".equals(System.getProperty("cashew.docs"))) {
      Files.writeString(PAGE, BEGIN + made);
    }

    assertThat(Files.readString(PAGE))
        .as("docs/api.md; deploy/docs/write makes it anew")
        .isEqualTo(BEGIN + made);
  }

  @Test
  void page_ofADefinition_hasItsCommentsTypesAndParts() {
    String made =
        new ApiPage()
            .add(
                "T",
                """
                // All of it.
                syntax = "proto3";

                // Does.
                service S {
                  // One
                  // method.
                  rpc Do(A) returns (stream
                      A);
                }

                // Holds.
                message A {
                  // What.
                  repeated string a_b = 1;
                  oneof either {
                    bool c = 2;
                  }
                  // Kinds.
                  enum K {
                    K_NONE = 0;
                  }
                  K k = 3;
                  optional B b = 4;
                  reserved 5 to 9;
                }
                """)
            .text();

    assertThat(made)
        .isEqualTo(
            """

            ## T

            All of it.

            ### S

            Does.

            | method | takes | gives | |
            |---|---|---|---|
            | `Do` | [A](#a) | stream [A](#a) | One method. |

            ### K

            Kinds.

            | constant | number | |
            |---|---|---|
            | `K_NONE` | 0 |  |

            ### A

            Holds.

            | field | type | |
            |---|---|---|
            | `a_b` | repeated string | What. |
            | | | *one of either:*  |
            | `c` | bool |  |
            | `k` | [K](#k) |  |
            | `b` | optional [B](#b) |  |
            """);
  }

  private static String read(String name) throws IOException {
    return Files.readString(PROTOS.resolve(name));
  }
}
