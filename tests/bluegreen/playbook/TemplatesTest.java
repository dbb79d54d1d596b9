package bluegreen.playbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A template")
class TemplatesTest {
  /** Makes a text thirty times as long. */
  private static final String TIMES = " | replace({'a': 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'})";

  private static final Map<String, Object> KNOWN =
      Scope.of(
              "shop",
              Map.of("profile", "real", "migrate", "false", "self", "{% include vars.self %}"),
              Map.of("HOME", "/home/shop"))
          .at(Slot.BLUE, Endpoint.here(8081), "1.10", Path.of("/release"))
          .with("check", new TaskResult(3, "out", "err", 0, "", true, false).names())
          .names();

  private final Templates templates = new Templates();

  private String fill(String source) {
    return templates.fill(new Template(source), KNOWN);
  }

  private String refusal(String source) {
    return assertThrows(Templates.Unfillable.class, () -> fill(source)).getMessage();
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "plain => plain",
        "{{ port }} => 8081",
        "{{port}} => 8081",
        "http://127.0.0.1:{{ port }}/{{ slot }} => http://127.0.0.1:8081/blue",
        "{{ version }} => 1.10",
        "{{ release }}/lib => /release/lib",
        "{{ app.name }} => shop",
        "{{ vars.profile }} => real",
        "{{ vars['profile'] }} => real",
        "{{ env.HOME }} => /home/shop",
        "{{ check.rc }} {{ check.failed }} => 3 true",
        "{{ env.NOPE | default('x') }} => x",
        "{{ app.name | upper }} => SHOP",
        "{{ port + 1 }} => 8082",
        "{{ slot == 'blue' ? 'a' : 'b' }} => a",
        "{% if slot == 'blue' %}a{% else %}b{% endif %} => a",
        "{% verbatim %}{{ port }}{% endverbatim %} => {{ port }}",
        "{{ '<&>' }} => <&>",
        "{# a comment #}a => a",
        "} }} { %} => } }} { %}",
        "{{ vars.self }} => {% include vars.self %}",
      })
  @DisplayName("is filled in")
  void filled(String source, String expected) {
    assertEquals(expected, fill(source));
  }

  @Test
  @DisplayName("keeps every line break and blank")
  void blanks() {
    assertEquals("\n  8081 \n\n", fill("\n  {{ port }} \n\n"));
    assertEquals(" \n", fill(" \n"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "{{ prot }} => unknown name 'prot' in {{ … }}; did you mean 'port'?",
        "{{ vars.profil }} => unknown name 'vars.profil'; did you mean 'profile'?",
        "{{ check.code }} => unknown name 'check.code'; known here: body, failed, rc, skipped,"
            + " status, stderr, stdout",
        "{{ env.NOPE }} => unknown name 'env.NOPE': there is no such environment variable;"
            + " {{ env.NOPE | default('') }} does without",
      })
  @DisplayName("does not know a name, and says which ones it knows")
  void unknown(String source, String message) {
    assertEquals(message, refusal(source));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"locale", "template", "_context"})
  @DisplayName("does not know the engine's own names")
  void ownNames(String name) {
    assertEquals(
        "unknown name '"
            + name
            + "' in {{ … }}; known here: address, app, check, env, host, port, release, slot, vars,"
            + " version",
        refusal("{{ " + name + " }}"));
    assertEquals("", fill("{{ " + name + " == 'en' ? 'known' : '' }}"));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{{ ''.getClass() }}",
        "{{ ''.class.name }}",
        "{{ port.class }}",
        "{{ env.keySet() }}",
        "{{ app.name.length }}",
      })
  @DisplayName("cannot call methods")
  void methods(String source) {
    assertEquals("a template cannot call methods: '" + source + "'", refusal(source));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{% include '/etc/hostname' %}",
        "{% include vars.self %}",
        "{% import '/etc/hostname' %}",
        "{% from '/etc/hostname' import a %}",
        "{% extends '/etc/hostname' %}",
        "{% embed '/etc/hostname' %}{% endembed %}",
        "{% for i in range(1, 100000000) %}a{% endfor %}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% set a = 'b' %}",
        "{% cache 'a' %}{% endcache %}",
        "{% parallel %}{% endparallel %}",
        "{% block a %}{% endblock %}",
        "{% filter upper %}{% endfilter %}",
        "{% autoescape true %}{% endautoescape %}",
        "{% flush %}",
        "{{ range(1, 100000000) }}",
        "{{ 1..100000000 }}",
        "{{ '%1000000000d' | format(1) }}",
        "{{ '%.1000000000f' | format(1) }}",
        "{{ '%' ~ '-99999s' | format('a') }}",
        "{{ 'a'" + TIMES + TIMES + TIMES + TIMES + TIMES + TIMES + TIMES + TIMES + " }}",
        "{{ i18n('a', 'b') }}",
        "{{ parent() }}",
        "{{ port",
        "{{ }}",
        "{{ port }",
        "{{ (port }}",
        "{{ port port }}",
        "{{ 1 / 0 }}",
        "{{ port | nope }}",
        "{{ nope() }}",
        "{{ 'a }}",
        "{# a",
        "${#a}",
        "{% if slot %}",
        "{% nope %}",
        "{%",
      })
  @DisplayName("has no loops, files or anything malformed in it")
  void refused(String source) {
    String message = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> refusal(source));
    assertEquals("cannot be filled in: ", message.substring(0, 21), message);
  }

  @Nested
  @DisplayName("of a condition")
  class Conditions {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
        delimiterString = " => ",
        quoteCharacter = '`',
        value = {
          "slot == 'blue' => true",
          "slot == 'green' => false",
          "slot != 'green' and port == 8081 => true",
          "{{ slot == 'green' }} => false",
          "check.rc == 0 => false",
          "check.failed => true",
          "not check.failed => false",
          "check.stdout contains 'ou' => true",
          "vars.migrate => false",
          "vars.nope is defined => false",
          "vars.nope | default('yes') => true",
          "true => true",
          "no => false",
        })
    @DisplayName("is decided")
    void decided(String condition, boolean expected) {
      assertEquals(expected, templates.holds(condition, KNOWN));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
        delimiterString = " => ",
        quoteCharacter = '`',
        value = {
          "slot => expected a condition that is true or false, such as slot == 'green'; 'slot' is"
              + " 'blue'",
          "check.rc => expected a condition that is true or false, such as slot == 'green';"
              + " 'check.rc' is 3",
          "slto == 'blue' => unknown name 'slto' in {{ … }}; did you mean 'slot'?",
          "slot = 'blue' => cannot be filled in: 'slot = 'blue'': unexpected '='",
          "min()[min()] => cannot be filled in: 'min()[min()]': its parts do not fit together",
          "true }}{{ 'x' => expected a condition that is true or false, such as slot == 'green';"
              + " 'true }}{{ 'x'' is 'truex'",
        })
    @DisplayName("is refused where it is neither true nor false")
    void undecided(String condition, String message) {
      assertEquals(
          message,
          assertThrows(Templates.Unfillable.class, () -> templates.holds(condition, KNOWN))
              .getMessage());
    }
  }
}
