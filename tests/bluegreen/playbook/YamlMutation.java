package bluegreen.playbook;

import bluegreen.playbook.Yaml.Shape;
import java.util.List;
import java.util.stream.Stream;

/**
 * One change to a playbook's tree, its values or its templates.
 *
 * @param a the node, modulo their number
 * @param b another node, or what to do with the first
 * @param c how much
 */
record YamlMutation(What what, int a, int b, int c) {
  /** Every key that a playbook can have, a few that none has, and what is hardly a key. */
  private static final List<String> KEYS =
      Stream.of(
              keys(Keys.PLAYBOOK),
              keys(Keys.TASK),
              Stream.of(
                  "''",
                  "~",
                  "1",
                  "true",
                  "name ",
                  "Name",
                  "jra",
                  "prots",
                  "<<",
                  "[a]",
                  "{a: b}",
                  "? a",
                  "\"\\n\"",
                  "\"\\e[2J\"",
                  "한글",
                  "a.b",
                  "a[0]",
                  "*a",
                  "&a b",
                  "!x c",
                  "\"null\"",
                  "'" + "k".repeat(300) + "'"))
          .flatMap(keys -> keys)
          .toList();

  private static final List<String> VALUES =
      List.of(
          "",
          "~",
          "''",
          "null",
          "true",
          "no",
          "0",
          "1",
          "-1",
          "65535",
          "65536",
          "080",
          "0x1F",
          "1e9",
          ".inf",
          ".nan",
          "99999999999999999999",
          "1_000",
          "1:30",
          "2024-01-01",
          "<<",
          "=",
          "-",
          "?",
          "'-'",
          "'?'",
          "500ms",
          "0s",
          "1ms",
          "365d",
          "8760h",
          "8761h",
          "999999999h",
          "30",
          "30 s",
          "-5s",
          "5M",
          "1.5s",
          "' 5s '",
          "5s5s",
          "http://",
          "http://a",
          "https://a:0/",
          "http://a:99999/",
          "http://[::1]:80/",
          "http://[::1",
          "http:///x",
          "'http://a b/'",
          "http://é/",
          "http://a_b/",
          "ftp://a/",
          "'http://%zz/'",
          "127.0.0.1:80",
          "'[::]:80'",
          "'*:80'",
          "999.1.1.1:1",
          "a:b",
          "80:",
          "/",
          "..",
          "~/x",
          "/a;b",
          "'/a{b'",
          "/a$b",
          "'/a\"b'",
          "\"/a\\0b\"",
          "\"a\\nb\"",
          "\"\\e[31m\"",
          "\"\\u2028\"",
          "\"\\u202e\"",
          "\"\\ud800\"",
          "\"\\U0010ffff\"",
          "\"\\x00\"",
          "한글",
          "👋",
          "'👋👋👋'",
          "e\u0301",
          "'{{'",
          "'}}'",
          "'{{ }}'",
          "'{%'",
          "'{#'",
          "'{{ port'",
          "'port }}'",
          "'{{{ port }}}'",
          "'{{ port }}{{'",
          "{{ port }}",
          "'{{ slot }}'",
          "'{{ vars }}'",
          "'{{ env }}'",
          "'{{ vars.a | default(vars.b) }}'",
          "*a",
          "&a x",
          "!x y",
          "!!binary aGk=",
          "|",
          ">",
          "\"",
          "'",
          "[",
          "{",
          "]",
          "}",
          ",",
          "a: b",
          "a #b",
          "@",
          "`",
          "%",
          "live",
          "reload",
          "keep",
          "stop",
          "auto",
          "systemd",
          "none",
          "sudo",
          "GET",
          "get",
          "[80, 80]",
          "[a, [b]]",
          "{a: {b: c}}",
          "[[]]",
          "[{}]",
          "9F86D081884C7D65");

  private static final List<String> TAGS =
      List.of(
          "!!str ",
          "!!int ",
          "!!null ",
          "!!map ",
          "!!seq ",
          "!!binary ",
          "!!set ",
          "!!timestamp ",
          "!x ",
          "! ",
          "!!java.net.URL ",
          "!!javax.script.ScriptEngineManager ",
          "!<tag:a,b> ",
          "!<> ",
          "!!",
          "!e!x ",
          "!!merge ");

  private static final List<String> PIECES =
      List.of(
          "{{",
          "}}",
          "{%",
          "%}",
          "{#",
          ";",
          "{",
          "}",
          "'",
          "\"",
          "\\",
          "$",
          "\n",
          "\r",
          "\t",
          " ",
          "\u0000",
          "\u001b[0m",
          "\u0085",
          "\u00a0",
          "\u2028",
          "\u202e",
          "\ufeff",
          "é",
          "👋",
          "한",
          "%",
          "..",
          "/",
          ":",
          "#",
          "|",
          "-",
          "0",
          "9",
          "x");

  /** Kinds of changes. */
  enum What {
    REMOVE,
    MOVE,
    ADD_KEY,
    RENAME_KEY,
    DUPLICATE_KEY,
    RETYPE,
    ALIAS,
    RECURSE,
    MERGE,
    TAG,
    NEST,
    BOMB,
    HUGE,
    VALUE,
    OTHER_VALUE,
    EDIT,
    TEMPLATE,
    MORE_TEMPLATE,
    CONDITION
  }

  private static Stream<String> keys(Kind kind) {
    if (kind instanceof Kind.Items items) {
      return keys(items.item());
    } else if (kind instanceof Kind.Section section) {
      return section.keys().stream()
          .flatMap(k -> Stream.concat(Stream.of(k.name()), keys(k.kind())));
    }
    return Stream.of();
  }

  /** Changes a tree. */
  void apply(Yaml root) {
    List<Yaml> all = root.all();
    Yaml node = all.get(a % all.size());
    Yaml other = all.get(b % all.size());
    switch (what) {
      case REMOVE -> all.stream().filter(p -> p.items.contains(node)).forEach(p -> p.remove(node));
      case MOVE -> node.become(other.copy());
      case ADD_KEY -> map(all).put(one(KEYS, c), other.copy());
      case RENAME_KEY -> rename(map(all));
      case DUPLICATE_KEY -> duplicate(map(all));
      case RETYPE -> retype(node);
      case ALIAS -> alias(node, other);
      case RECURSE -> recurse(node);
      case MERGE -> merge(map(all), other);
      case TAG -> node.before = node.before + one(TAGS, b);
      case NEST -> nest(node);
      case BOMB -> bomb(root);
      case HUGE -> huge(node);
      case VALUE, OTHER_VALUE -> scalar(all).become(Yaml.scalar(one(VALUES, b)));
      case EDIT -> edit(scalar(all));
      case TEMPLATE, MORE_TEMPLATE ->
          scalar(all).become(Yaml.scalar(Yaml.quoted(Expressions.template(seed()))));
      case CONDITION -> condition(all);
    }
  }

  private long seed() {
    return (long) b << 32 | c;
  }

  private static <T> T one(List<T> list, int index) {
    return list.get(index % list.size());
  }

  private Yaml map(List<Yaml> all) {
    List<Yaml> maps = all.stream().filter(n -> n.shape == Shape.MAP).toList();
    return maps.isEmpty() ? Yaml.map("a", Yaml.scalar("b")) : one(maps, a);
  }

  /** Most of a playbook are scalars, and a change to one of them is more telling. */
  private Yaml scalar(List<Yaml> all) {
    List<Yaml> scalars = all.stream().filter(n -> n.shape == Shape.SCALAR).toList();
    return scalars.isEmpty() ? all.get(0) : one(scalars, a);
  }

  private void rename(Yaml map) {
    if (!map.keys.isEmpty()) {
      map.keys.set(b % map.keys.size(), one(KEYS, c));
    }
  }

  private void duplicate(Yaml map) {
    if (!map.keys.isEmpty()) {
      int at = b % map.keys.size();
      map.put(map.keys.get(at), map.items.get(c % map.items.size()).copy());
    }
  }

  private void retype(Yaml node) {
    Yaml copy = node.copy();
    node.become(
        switch (b % 6) {
          case 0 -> Yaml.list(copy);
          case 1 -> Yaml.map(one(KEYS, c), copy);
          case 2 -> copy.items.isEmpty() ? Yaml.list() : copy.items.get(0);
          case 3 -> Yaml.scalar("");
          case 4 -> Yaml.map("{a: b}", copy);
          default -> Yaml.scalar(String.valueOf(c));
        });
  }

  private void alias(Yaml node, Yaml other) {
    String name = "a" + c % 2;
    node.before = "&" + name + " ";
    if (!other.all().contains(node)) {
      other.become(Yaml.scalar("*" + name));
    }
  }

  private void recurse(Yaml node) {
    List<Yaml> below = node.all();
    if (below.size() > 1) {
      below.get(1 + b % (below.size() - 1)).become(Yaml.scalar("*r"));
    }
    node.before = "&r ";
  }

  private void merge(Yaml map, Yaml other) {
    Yaml from = other.copy();
    map.put("<<", b % 3 == 0 ? Yaml.list(from, Yaml.scalar("*r")) : from);
    if (b % 2 == 0) {
      map.before = "&r ";
    }
  }

  private void nest(Yaml node) {
    int depth = c % 50 == 0 ? 3_000 : c % 40;
    String open = b % 2 == 0 ? "[" : "{a: ";
    String close = b % 2 == 0 ? "]" : "}";
    node.become(Yaml.scalar(open.repeat(depth) + "x" + (b % 7 == 0 ? "" : close.repeat(depth))));
  }

  /** Each line is ten of the line before it. */
  private void bomb(Yaml root) {
    Yaml lines = Yaml.map("b0", Yaml.scalar(b % 2 == 0 ? "&b0 [x]" : "&b0 {x: y}"));
    for (int i = 1; i <= c % 30; i++) {
      String last = "*b" + (i - 1);
      String many = String.join(", ", java.util.Collections.nCopies(1 + b % 10, last));
      lines.put("b" + i, Yaml.scalar("&b" + i + " " + (a % 2 == 0 ? "[" + many + "]" : last)));
    }
    if (root.shape == Shape.MAP) {
      root.keys.add(0, "vars");
      root.items.add(0, lines);
    }
  }

  private void huge(Yaml node) {
    int length = c % 100 == 0 ? 300_000 : c % 3_000;
    String piece =
        one(List.of("x", "{{ port }}", "9", "👋", "/", "a.", "{{ ", "x: ", "%", "aA1-"), b);
    node.become(Yaml.scalar(Yaml.quoted(piece.repeat(1 + length / piece.length()))));
  }

  private void edit(Yaml scalar) {
    String text = scalar.text;
    int at = b % (text.length() + 1);
    // Within the quotes, if there are any, YAML lets it pass.
    String piece = one(PIECES, c).replace("\n", "\\n").replace("\r", "\\r");
    scalar.text =
        text.substring(0, at)
            + piece
            + text.substring(at + (c / 64) % 2 * (at < text.length() ? 1 : 0));
  }

  private void condition(List<Yaml> all) {
    for (Yaml map : all) {
      int at = map.keys.indexOf("when");
      if (at >= 0) {
        map.items.get(at).become(Yaml.scalar(Yaml.quoted(Expressions.condition(seed()))));
      }
    }
  }
}
