package bluegreen.nginx.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Directives that are put into a block of ours")
class BalanceTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      value = {
        "expires 1d; }|the `}` in `expires 1d; }` closes our block, and none of its own; take it"
            + " out",
        "} location /x {|the `}` in `} location /x {` closes our block, and none of its own; take"
            + " it out",
        "if ($a) { set $b 1; } }|the `}` in `if ($a) { set $b 1; } }` closes our block, and none of"
            + " its own; take it out",
        "if ($a) {%n set $b 1;|the block of `if ($a) {` is not closed; add a `}`",
        "expires 1d|`expires 1d` has no `;` at its end; add it",
        "expires 1d%nadd_header A b|`expires 1d` has no `;` at its end; add it",
        "if ($a) { set $b 1 }|`if ($a) { set $b 1 }` has no `;` at its end; add it",
        "add_header A \"b;|the quote that begins in `add_header A \"b;` does not end; close it",
        "add_header A 'b\\';|the quote that begins in `add_header A 'b\\';` does not end; close it",
        "expires 1d;%nset $a \"b\"c;|in `set $a \"b\"c;` a space is missing behind a quote",
        "expires 1d;;|a `;` follows no directive in `expires 1d;;`",
        "{ }|a `{` follows no directive in `{ }`",
        "expires 1d # ;|`expires 1d # ;` has no `;` at its end; add it"
      })
  @DisplayName("are refused where they would not stay in it")
  void refused(String text, String fault) {
    assertEquals(Optional.of(fault), Balance.fault(text.replace("%n", "\n")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "expires 1d; # }\n# '\nexpires off;",
        "if ($a = '}') { set $b \"{\\\"\"; }",
        "set $a ${b}c}; set $d e\"f; add_header G \"h\\\\\";",
        "if ($a ~ \"^x{2}$\") { return 403; }\nif ($b) { }",
        "if (-f \"/a b\") { return 503; }",
        "rewrite ^/a\\ b\\;$ /c last;",
        "content_by_lua_block { if x then y = \"}\" }"
      })
  @DisplayName("are not where they do, or nobody here can tell")
  void kept(String text) {
    assertEquals(Optional.empty(), Balance.fault(text));
  }
}
