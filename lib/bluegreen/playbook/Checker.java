package bluegreen.playbook;

import bluegreen.playbook.Kind.Key;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Walks a playbook's nodes along its {@link Keys}, collects every error with its place, and gives
 * the values back as plain maps, lists and scalars.
 */
final class Checker {
  private final Scalars scalars;
  private final Findings findings;

  Checker(Scalars scalars, Findings findings) {
    this.scalars = scalars;
    this.findings = findings;
  }

  /** Checks a whole playbook. */
  Map<String, Object> check(MappingNode root) {
    findings.valueStands("", root.getStartMark());
    return section(Keys.PLAYBOOK, root, "");
  }

  /** Checks a value against its kind; empty where it is wrong (an error has been noted). */
  private Optional<Object> check(Kind kind, Node node, String path) {
    findings.valueStands(path, node.getStartMark());
    if (isUnquotedTemplate(node)) {
      findings.atValue(path, "a value that starts with {{ needs quotes: \"{{ … }}\"");
      return Optional.empty();
    }
    if (kind instanceof Kind.Section section && node instanceof MappingNode mapping) {
      return Optional.of(section(section, mapping, path));
    }
    if (kind instanceof Kind.Table table && node instanceof MappingNode mapping) {
      return Optional.of(table(table, mapping, path));
    }
    if (kind instanceof Kind.Items items && node instanceof SequenceNode sequence) {
      return items(items, sequence, path);
    }
    boolean one = kind instanceof Kind.Items items && items.orOne();
    boolean structure =
        kind instanceof Kind.Section || kind instanceof Kind.Table || kind instanceof Kind.Items;
    if ((one || !structure) && node instanceof ScalarNode scalar && !isNull(scalar)) {
      return one
          ? scalars.read(((Kind.Items) kind).item(), scalar.getValue(), path).map(List::of)
          : scalars.read(kind, scalar.getValue(), path);
    }
    return unexpected(kind, Words.found(node), path);
  }

  private Map<String, Object> section(Kind.Section section, MappingNode node, String path) {
    Map<String, Node> given = Entries.of(node, path, findings);
    Set<String> meant = unknown(section, given, path);
    given.keySet().stream().map(Keys.GOES_WITH::get).filter(Objects::nonNull).forEach(meant::add);
    Map<String, Object> values = new LinkedHashMap<>();
    for (Key key : section.keys()) {
      String at = Entries.below(path, key.name());
      if (given.containsKey(key.name())) {
        check(key.kind(), given.get(key.name()), at).ifPresent(v -> values.put(key.name(), v));
      } else if (key.required() && !meant.contains(key.name())) {
        findings.atKey(at, "missing; expected " + Words.expected(key.kind()));
      }
    }
    oneOf(section.oneOf(), given.keySet(), meant, path);
    if (section == Keys.TASK) {
      task(values, path);
    }
    return values;
  }

  /** Notes the keys that the section does not have, and tells which were probably meant. */
  private Set<String> unknown(Kind.Section section, Map<String, Node> given, String path) {
    List<String> names = section.keys().stream().map(Key::name).toList();
    Set<String> meant = new HashSet<>();
    for (String name : given.keySet()) {
      if (!names.contains(name)) {
        Optional<String> nearest = Suggestions.nearest(name, names);
        nearest.ifPresent(meant::add);
        String hint =
            nearest
                .map(n -> "; did you mean '" + n + "'?")
                .orElse("; known here: " + String.join(", ", names));
        findings.atKey(
            Entries.below(path, name), "unknown key '" + Words.shorten(name) + "'" + hint);
      }
    }
    return meant;
  }

  private void oneOf(List<String> choices, Set<String> given, Set<String> meant, String path) {
    List<String> chosen = choices.stream().filter(given::contains).toList();
    if (chosen.size() > 1) {
      String sentence =
          choices.size() == 2
              ? "expected either " + list(choices, "or") + ", got both"
              : "expected one of " + list(choices, "or") + ", got " + list(chosen, "and");
      findings.atKey(Entries.below(path, chosen.get(1)), sentence);
    } else if (chosen.isEmpty()
        && !choices.isEmpty()
        && choices.stream().noneMatch(meant::contains)) {
      findings.atKey(path, "missing " + list(choices, "or"));
    }
  }

  private static String list(List<String> names, String conjunction) {
    int last = names.size() - 1;
    return String.join(", ", names.subList(0, last)) + " " + conjunction + " " + names.get(last);
  }

  /** A task's condition may use what earlier tasks registered, not what it registers itself. */
  private void task(Map<String, Object> values, String path) {
    if (values.get("when") instanceof String condition) {
      scalars.condition(condition, Entries.below(path, "when"));
    }
    if (values.get("register") instanceof String name) {
      scalars.register(name, Entries.below(path, "register"));
    }
  }

  private Map<String, Object> table(Kind.Table table, MappingNode node, String path) {
    Map<String, Object> values = new LinkedHashMap<>();
    Entries.of(node, path, findings)
        .forEach(
            (name, value) -> {
              String at = Entries.below(path, name);
              if (!name.matches(table.keyPattern())) {
                findings.atKey(
                    at, "expected " + table.expectedKey() + ", got " + Words.quote(name));
              }
              Optional<Object> checked = check(table.value(), value, at);
              checked.ifPresent(v -> values.put(name, v));
              if (table == Keys.VARS) {
                // A variable that is wrong is known all the same: one error for it is enough.
                scalars.learn(name, checked.orElse(""));
              }
            });
    return values;
  }

  private Optional<Object> items(Kind.Items items, SequenceNode node, String path) {
    List<Node> given = node.getValue();
    if (given.size() < items.least()) {
      findings.atValue(path, "expected at least one item, got an empty list");
      return Optional.empty();
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      Optional<Object> checked = check(items.item(), given.get(i), path + "[" + i + "]");
      if (items.item() instanceof Kind.Section) {
        // Its place is kept: the rules number what they find.
        values.add(checked.orElse(Map.of()));
      } else {
        checked.ifPresent(values::add);
      }
    }
    return Optional.of(values);
  }

  private Optional<Object> unexpected(Kind kind, String found, String path) {
    findings.atValue(path, "expected " + Words.expected(kind) + ", got " + found);
    return Optional.empty();
  }

  /** YAML reads an unquoted {@code {{ port }}} as a mapping within a mapping. */
  private static boolean isUnquotedTemplate(Node node) {
    return node instanceof MappingNode mapping
        && mapping.getFlowStyle() == FlowStyle.FLOW
        && mapping.getValue().size() == 1
        && mapping.getValue().get(0).getKeyNode() instanceof MappingNode;
  }

  private static boolean isNull(ScalarNode node) {
    return node.getTag().equals(Tag.NULL);
  }
}
