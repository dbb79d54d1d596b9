package bluegreen.playbook;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The entries of a YAML mapping by name, in file order: duplicates are errors, and {@code <<}
 * merges other mappings in.
 */
final class Entries {
  private final Findings findings;
  private final String path;
  private final Map<String, Node> own = new LinkedHashMap<>();
  private final Map<String, Node> merged = new LinkedHashMap<>();
  private final Map<String, Mark> places = new LinkedHashMap<>();
  private final Set<Node> mergedFrom = Collections.newSetFromMap(new IdentityHashMap<>());

  private Entries(Findings findings, String path) {
    this.findings = findings;
    this.path = path;
  }

  /** Reads the mapping at {@code path}. */
  static Map<String, Node> of(MappingNode mapping, String path, Findings findings) {
    Entries entries = new Entries(findings, path);
    entries.mergedFrom.add(mapping);
    mapping.getValue().forEach(entries::add);
    entries.merged.forEach(entries.own::putIfAbsent);
    entries.places.forEach((name, place) -> findings.keyStands(below(path, name), place));
    return entries.own;
  }

  static String below(String path, String name) {
    String shown = Words.shorten(name);
    return path.isEmpty() ? shown : path + "." + shown;
  }

  private void add(NodeTuple tuple) {
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      findings.at(tuple.getKeyNode().getStartMark(), path, "expected a name as the key");
      return;
    }
    if (key.getTag().equals(Tag.MERGE)) {
      merge(tuple.getValueNode());
      return;
    }
    String name = key.getValue();
    if (own.containsKey(name)) {
      int line = places.get(name).getLine() + 1;
      findings.at(
          key.getStartMark(),
          below(path, name),
          "duplicate key " + Words.quote(name) + "; the first one is in line " + line);
      return;
    }
    places.put(name, key.getStartMark());
    own.put(name, tuple.getValueNode());
  }

  private void merge(Node node) {
    List<Node> sources = node instanceof SequenceNode many ? many.getValue() : List.of(node);
    for (Node source : sources) {
      if (!(source instanceof MappingNode mapping)) {
        findings.at(
            source.getStartMark(),
            below(path, "<<"),
            "expected an alias of keys, got " + Words.found(source));
      } else if (mergedFrom.add(mapping)) {
        inherit(mapping);
      }
    }
  }

  /** What a mapping says itself goes before what it merges in. */
  private void inherit(MappingNode mapping) {
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key && !key.getTag().equals(Tag.MERGE)) {
        merged.putIfAbsent(key.getValue(), tuple.getValueNode());
        places.putIfAbsent(key.getValue(), key.getStartMark());
      }
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key && key.getTag().equals(Tag.MERGE)) {
        merge(tuple.getValueNode());
      }
    }
  }
}
