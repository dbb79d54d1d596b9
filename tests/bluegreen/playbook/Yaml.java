package bluegreen.playbook;

import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A tree of YAML to be mutated, and then written down with all that is wrong with it. Scalars and
 * keys are YAML as it stands in the file, quotes included.
 */
final class Yaml {
  /** What a node is. */
  enum Shape {
    SCALAR,
    LIST,
    MAP
  }

  Shape shape;

  /** The scalar's text. */
  String text = "";

  /** What stands before the node: an anchor, a tag. */
  String before = "";

  /** The map's keys, one for each item. */
  List<String> keys = new ArrayList<>();

  /** What is in the list or the map. */
  List<Yaml> items = new ArrayList<>();

  private Yaml(Shape shape) {
    this.shape = shape;
  }

  /** A node that is written as {@code text} stands. */
  static Yaml scalar(String text) {
    Yaml yaml = new Yaml(Shape.SCALAR);
    yaml.text = text;
    return yaml;
  }

  static Yaml list(Yaml... items) {
    Yaml yaml = new Yaml(Shape.LIST);
    yaml.items.addAll(List.of(items));
    return yaml;
  }

  static Yaml map(String key, Yaml value) {
    Yaml yaml = new Yaml(Shape.MAP);
    yaml.put(key, value);
    return yaml;
  }

  /** Reads a playbook in which nothing is wrong. */
  static Yaml parse(String source) {
    LoaderOptions options = new LoaderOptions();
    ParserImpl parser = new ParserImpl(new StreamReader(source), options);
    return of(new Composer(parser, new Resolver(), options).getSingleNode());
  }

  private static Yaml of(Node node) {
    if (node instanceof MappingNode mapping) {
      Yaml yaml = new Yaml(Shape.MAP);
      for (NodeTuple entry : mapping.getValue()) {
        yaml.put(((ScalarNode) entry.getKeyNode()).getValue(), of(entry.getValueNode()));
      }
      return yaml;
    } else if (node instanceof SequenceNode sequence) {
      return list(sequence.getValue().stream().map(Yaml::of).toArray(Yaml[]::new));
    }
    ScalarNode scalar = (ScalarNode) node;
    boolean plain =
        scalar.getScalarStyle() == ScalarStyle.PLAIN && !scalar.getValue().contains("{");
    return scalar(plain ? scalar.getValue() : quoted(scalar.getValue()));
  }

  /** A text in double quotes. */
  static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r")
        + '"';
  }

  void put(String key, Yaml value) {
    keys.add(key);
    items.add(value);
  }

  Yaml get(String key) {
    return items.get(keys.indexOf(key));
  }

  /** Puts a copy of a value under a key, in place of what is there. */
  void set(String key, Yaml value) {
    int at = keys.indexOf(key);
    if (at < 0) {
      put(key, value.copy());
    } else {
      items.set(at, value.copy());
    }
  }

  void remove(Yaml item) {
    int at = items.indexOf(item);
    items.remove(at);
    if (shape == Shape.MAP) {
      keys.remove(at);
    }
  }

  /** Becomes what another one is. */
  void become(Yaml other) {
    shape = other.shape;
    text = other.text;
    before = other.before;
    keys = other.keys;
    items = other.items;
  }

  Yaml copy() {
    Yaml copy = new Yaml(shape);
    copy.text = text;
    copy.before = before;
    copy.keys.addAll(keys);
    items.forEach(item -> copy.items.add(item.copy()));
    return copy;
  }

  /** This node and all below it. */
  List<Yaml> all() {
    List<Yaml> all = new ArrayList<>();
    collect(all);
    return all;
  }

  private void collect(List<Yaml> all) {
    all.add(this);
    items.forEach(item -> item.collect(all));
  }

  /** The file. */
  String write() {
    StringBuilder out = new StringBuilder();
    if (shape == Shape.MAP && before.isEmpty()) {
      // Sections in block style, as people write them; what is in them in flow style.
      for (int i = 0; i < items.size(); i++) {
        out.append(keys.get(i)).append(':');
        items.get(i).writeSection(out);
      }
    } else {
      writeFlow(out);
    }
    return out.append('\n').toString();
  }

  private void writeSection(StringBuilder out) {
    if (shape != Shape.MAP || items.isEmpty()) {
      out.append(' ');
      writeFlow(out);
      out.append('\n');
      return;
    }
    out.append(before.isEmpty() ? "" : " " + before).append('\n');
    for (int i = 0; i < items.size(); i++) {
      out.append("  ").append(keys.get(i)).append(": ");
      items.get(i).writeFlow(out);
      out.append('\n');
    }
  }

  private void writeFlow(StringBuilder out) {
    out.append(before);
    switch (shape) {
      case SCALAR -> out.append(text);
      case LIST -> {
        out.append('[');
        for (int i = 0; i < items.size(); i++) {
          out.append(i == 0 ? "" : ", ");
          items.get(i).writeFlow(out);
        }
        out.append(']');
      }
      case MAP -> {
        out.append('{');
        for (int i = 0; i < items.size(); i++) {
          out.append(i == 0 ? "" : ", ").append(keys.get(i)).append(": ");
          items.get(i).writeFlow(out);
        }
        out.append('}');
      }
    }
  }
}
