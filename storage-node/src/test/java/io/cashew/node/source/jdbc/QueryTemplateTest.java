package io.cashew.node.source.jdbc;

import static io.cashew.node.source.jdbc.QueryTemplate.Parameter.BYTES;
import static io.cashew.node.source.jdbc.QueryTemplate.Parameter.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryTemplateTest {
  @Test
  void parse_ofParameters_makesThemQuestionMarksInOrder() {
    QueryTemplate template =
        QueryTemplate.parse("SELECT v FROM t WHERE a = :key AND b = :key_bytes OR c = :key");

    assertThat(template.sql(1)).isEqualTo("SELECT v FROM t WHERE a = ? AND b = ? OR c = ?");
    assertThat(template.parameters()).containsExactly(TEXT, BYTES, TEXT);
  }

  @Test
  void parseBatch_ofParameters_makesAQuestionMarkOfEachKey() {
    QueryTemplate template =
        QueryTemplate.parseBatch("SELECT v FROM t WHERE a IN (:keys) OR b IN (:keys_bytes);");

    assertThat(template.sql(1)).isEqualTo("SELECT v FROM t WHERE a IN (?) OR b IN (?)");
    assertThat(template.sql(3)).isEqualTo("SELECT v FROM t WHERE a IN (?, ?, ?) OR b IN (?, ?, ?)");
    assertThat(template.parameters()).containsExactly(TEXT, BYTES);
  }

  @Test
  void parseBatch_ofAQueryForOneKey_saysWhatIsExpected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QueryTemplate.parseBatch("SELECT v FROM t WHERE a = :key"))
        .withMessage(
            "the batch query has an unknown parameter :key at 27 (expected: :keys or :keys_bytes)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT ':key' WHERE k = ",
        "SELECT 'it''s :key' WHERE k = ",
        "SELECT E'it\\'s :key' WHERE k = ",
        "SELECT e'\\\\', ':key' WHERE k = ",
        "SELECT '\\', ':key' WHERE k = ",
        "SELECT node'\\', ':key' WHERE k = ",
        "SELECT \":key\" WHERE k = ",
        "SELECT \"a\"\":key\" WHERE k = ",
        "SELECT `:key` WHERE k = ",
        "SELECT 1 -- :key; 'x\n WHERE k = ",
        "SELECT 1 /* :key; 'x */ WHERE k = ",
        "SELECT 1 /*/ :key */ WHERE k = ",
        "SELECT $$ :key; ' $$ WHERE k = ",
        "SELECT $tag$ $$ :key $tag$ WHERE k = ",
        "SELECT a$b$c WHERE k = ",
        "SELECT 1::text, x::key WHERE k = ",
        "SELECT j ?? 'a' WHERE k = ",
        "SELECT 1 : 2 WHERE k = ",
        "SELECT ';' WHERE k = ",
      })
  void parse_ofWhatOnlyLooksLikeAParameter_leavesItAlone(String before) {
    QueryTemplate template = QueryTemplate.parse(before + ":key::bigint");

    assertThat(template.sql(1)).isEqualTo(before + "?::bigint");
    assertThat(template.parameters()).containsExactly(TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {";", " ; ", ";;", "; -- done", "; /* done; */ ", ";\n"})
  void parse_ofEndOfStatement_leavesItOut(String end) {
    QueryTemplate template = QueryTemplate.parse("SELECT :key" + end);

    assertThat(template.sql(1).strip()).isEqualTo("SELECT ?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      textBlock =
          """
          SELECT 1 | the query does not use the key (expected: :key, or :key_bytes for a binary column)
          ## | the query does not use the key (expected: :key, or :key_bytes for a binary column)
          SELECT ':key' | the query does not use the key (expected: :key, or :key_bytes for a binary column)
          SELECT :key; DELETE FROM t | the query has several statements, the second at 14 (expected: one)
          SELECT :id | the query has an unknown parameter :id at 8 (expected: :key or :key_bytes)
          SELECT :keys | the query has an unknown parameter :keys at 8 (expected: :key or :key_bytes)
          SELECT ? | the query has a ? at 8 (expected: :key instead)
          SELECT 'a, :key | the query has a quote at 8 that is not closed
          SELECT "a, :key | the query has a quote at 8 that is not closed
          SELECT E'a\\', :key | the query has a quote at 9 that is not closed
          SELECT /* :key | the query has a comment at 8 that is not closed
          SELECT $a$ :key | the query has a dollar quote at 8 that is not closed
          """)
  void parse_ofUnusableQuery_saysWhyAndWhere(String query, String complaint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QueryTemplate.parse(query))
        .withMessage(complaint);
  }
}
