package bluegreen.playbook;

import java.util.List;
import java.util.Random;

/** Templates as nobody would write them: well-formed, nearly so, and soup of their tokens. */
final class Expressions {
  private static final int DEEPEST = 4;

  private static final List<String> ATOMS =
      List.of(
          "slot",
          "port",
          "version",
          "release",
          "app.name",
          "app",
          "vars",
          "vars.profile",
          "vars.none",
          "env",
          "env.HOME",
          "env.NONE",
          "done",
          "done.rc",
          "done.failed",
          "nothing",
          "true",
          "false",
          "0",
          "1",
          "-7",
          "2.5",
          "99999999999999999999",
          "'text'",
          "\"text\"",
          "'안녕 👋'",
          "''",
          "[1, 2]",
          "{'a': 1}",
          "[]",
          "_context",
          "locale",
          "template",
          "null",
          "app.class",
          "app.name.bytes",
          "vars.getClass()",
          "port.class.forName('x')",
          "(1)");

  private static final List<String> OPERATORS =
      List.of(
          " + ",
          " - ",
          " * ",
          " / ",
          " % ",
          " ~ ",
          " == ",
          " != ",
          " < ",
          " >= ",
          " and ",
          " or ",
          " is ",
          " is not ",
          " contains ",
          "..",
          " | ",
          ".",
          " equals ",
          " ? ",
          " : ");

  private static final List<String> FILTERS =
      List.of(
          "default('x')",
          "upper",
          "lower",
          "length",
          "first",
          "last",
          "sort",
          "reverse",
          "join(',')",
          "split(',')",
          "slice(0, 2)",
          "slice(9, 2)",
          "replace({'a': 'b'})",
          "date('yyyy')",
          "date('%%%')",
          "numberformat('#')",
          "abbreviate(2)",
          "abbreviate(9)",
          "urlencode",
          "base64encode",
          "base64decode",
          "sha256",
          "escape('html')",
          "raw",
          "title",
          "trim",
          "none",
          "merge([1])",
          "rsort",
          "capitalize",
          "default",
          "format(1)");

  private static final List<String> TESTS =
      List.of("empty", "even", "odd", "iterable", "map", "null", "equalTo(1)", "defined", "none");

  private static final List<String> CALLS =
      List.of(
          "range(0, 9)",
          "max(1, 'a')",
          "min()",
          "i18n('a', 'b')",
          "block('a')",
          "parent()",
          "blockExists()",
          "none()",
          "max(port, 2)");

  private static final List<String> TAGS =
      List.of(
          "{% if slot == 'blue' %}a{% else %}b{% endif %}",
          "{% if %}",
          "{% endif %}",
          "{% else %}",
          "{% if port %}a{% endif %}",
          "{% if nothing %}a{% endif %}",
          "{% verbatim %}{{{% endverbatim %}",
          "{% verbatim %}",
          "{% for a in [1] %}{{ a }}{% endfor %}",
          "{% set a = 1 %}",
          "{% include 'x' %}",
          "{% import '/etc/passwd' %}",
          "{% macro a() %}{% endmacro %}",
          "{% extends 'x' %}",
          "{% raw %}",
          "{%",
          "%}",
          "{%-",
          "-%}",
          "{# a #}",
          "{#",
          "#}",
          "{{",
          "}}",
          "{{-",
          "-}}",
          "{{ }}",
          "{{{{ port }}}}",
          "#{port}",
          "\\{{",
          "{",
          "}");

  private final Random random;

  private Expressions(long seed) {
    random = new Random(seed);
  }

  /** A template that is the same for the same seed; in one line. */
  static String template(long seed) {
    return new Expressions(seed).template();
  }

  /** What may stand under {@code when}. */
  static String condition(long seed) {
    Expressions expressions = new Expressions(seed);
    return expressions.expression(0);
  }

  private String template() {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      text.append(
          switch (random.nextInt(6)) {
            case 0 -> one(TAGS);
            case 1 -> "http://127.0.0.1:{{ port }}/";
            case 2 -> soup();
            default -> "{{ " + expression(0) + " }}";
          });
    }
    return text.toString();
  }

  private String expression(int depth) {
    if (depth > DEEPEST) {
      return one(ATOMS);
    }
    return switch (random.nextInt(12)) {
      case 0, 1 -> expression(depth + 1) + one(OPERATORS) + expression(depth + 1);
      case 2, 3 -> expression(depth + 1) + " | " + one(FILTERS);
      case 4 -> "(" + expression(depth + 1) + ")";
      case 5 -> "not " + expression(depth + 1);
      case 6 -> expression(depth + 1) + " is " + one(TESTS);
      case 7 -> one(CALLS);
      case 8 -> expression(depth + 1) + "[" + expression(depth + 1) + "]";
      case 9 -> nested();
      default -> one(ATOMS);
    };
  }

  /** Deep enough, now and then, for a parser that calls itself to run out of its stack. */
  private String nested() {
    int depth = random.nextInt(50) == 0 ? 5_000 : random.nextInt(20);
    return random.nextBoolean()
        ? "(".repeat(depth) + "1" + ")".repeat(depth)
        : "- ".repeat(depth) + "1";
  }

  private String soup() {
    StringBuilder text = new StringBuilder("{{ ");
    for (int i = random.nextInt(8); i > 0; i--) {
      List<List<String>> all = List.of(ATOMS, OPERATORS, FILTERS, TESTS, TAGS);
      text.append(one(all.get(random.nextInt(all.size())))).append(' ');
    }
    return text.append(random.nextBoolean() ? "}}" : "").toString();
  }

  private String one(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }
}
