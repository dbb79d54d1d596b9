package bluegreen.contents;

import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A node of a Liquibase changelog, the same for XML, YAML and JSON.
 *
 * @param values its attributes, or its keys that hold a word
 * @param text what stands in it
 */
record ChangeNode(
    String name, Map<String, String> values, List<ChangeNode> children, StringBuilder text) {
  private static final int DEEPEST = 40;
  private static final int MOST = 100_000;

  /** Characters of all words together. */
  private static final long LONGEST = 10_000_000;

  private static ChangeNode named(String name) {
    return new ChangeNode(name, new LinkedHashMap<>(), new ArrayList<>(), new StringBuilder());
  }

  /** A value; empty where there is none. */
  String value(String key) {
    return values.getOrDefault(key, "");
  }

  /** Those below it of a name, however deep. */
  Stream<ChangeNode> below(String wanted) {
    return children.stream()
        .flatMap(
            c ->
                Stream.concat(c.name.equals(wanted) ? Stream.of(c) : Stream.of(), c.below(wanted)));
  }

  /** All that it says, to be compared. */
  String whole() {
    StringBuilder all = new StringBuilder(name).append(values).append(text.toString().strip());
    children.forEach(c -> all.append('(').append(c.whole()).append(')'));
    return all.toString();
  }

  /**
   * Reads a changelog.
   *
   * @throws IOException where it is not what its name says
   */
  static ChangeNode of(String file, byte[] bytes) throws IOException {
    if (file.endsWith(".xml")) {
      return xml(bytes);
    }
    try {
      ChangeNode root = named("");
      String text = Migrations.text(bytes);
      new Tree()
          .fill(
              root,
              file.endsWith(".json") ? JsonParser.any().withLazyNumbers().from(text) : yaml(text),
              0);
      return root;
    } catch (YAMLException | JsonParserException e) {
      throw new IOException("it is no changelog that can be read");
    } catch (StackOverflowError e) {
      throw new IOException("it is nested too deeply");
    }
  }

  /** Nodes, of which no object is made: whatever a tag or a number says, it is a word. */
  private static Object yaml(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setNestingDepthLimit(DEEPEST);
    ParserImpl parser = new ParserImpl(new StreamReader(text), options);
    Node root = new Composer(parser, new Words(), options).getSingleNode();
    return root == null ? "" : root;
  }

  /** Finds words in everything: to find a number is to work it out. */
  private static final class Words extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      // None.
    }
  }

  /** Makes nodes of values, of which an alias may have made more than there is room for. */
  private static final class Tree {
    private int count;
    private long length;

    private void fill(ChangeNode node, Object value, int depth) throws IOException {
      if (++count > MOST || depth > DEEPEST) {
        throw new IOException("it has more in it than is looked at");
      }
      if (value instanceof Map<?, ?> map) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          child(node, String.valueOf(entry.getKey()), entry.getValue(), depth);
        }
      } else if (value instanceof List<?> list) {
        for (Object item : list) {
          fill(node, item, depth + 1);
        }
      } else if (value instanceof MappingNode mapping) {
        for (NodeTuple tuple : mapping.getValue()) {
          if (tuple.getKeyNode() instanceof ScalarNode key) {
            child(node, key.getValue(), tuple.getValueNode(), depth);
          }
        }
      } else if (value instanceof SequenceNode sequence) {
        for (Node item : sequence.getValue()) {
          fill(node, item, depth + 1);
        }
      }
    }

    private void child(ChangeNode node, String key, Object value, int depth) throws IOException {
      Optional<String> word = word(value);
      if (word.isEmpty()) {
        ChangeNode child = named(key);
        node.children.add(child);
        fill(child, value, depth + 1);
        return;
      }
      length += word.get().length();
      if (length > LONGEST) {
        throw new IOException("it has more in it than is looked at");
      }
      node.values.put(key, word.get());
      if (depth > 0 && key.equals("sql")) { // A change that is nothing but its text.
        ChangeNode child = named(key);
        child.text.append(word.get());
        node.children.add(child);
      }
    }

    private static Optional<String> word(Object value) {
      if (value instanceof ScalarNode scalar) {
        return Optional.of(scalar.getValue());
      }
      boolean inner = value instanceof Map || value instanceof List || value instanceof Node;
      return inner ? Optional.empty() : Optional.of(String.valueOf(value));
    }
  }

  private static ChangeNode xml(byte[] bytes) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    Deque<ChangeNode> open = new ArrayDeque<>(List.of(named("")));
    ChangeNode root = open.peek();
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
      for (int count = 0; reader.hasNext(); ) {
        switch (reader.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            ChangeNode node = named(reader.getLocalName());
            for (int i = 0; i < reader.getAttributeCount(); i++) {
              node.values.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
            }
            open.peek().children.add(node);
            open.push(node);
            if (++count > MOST || open.size() > DEEPEST) {
              throw new IOException("it has more in it than is looked at");
            }
          }
          case XMLStreamConstants.END_ELEMENT -> open.pop();
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
              open.peek().text.append(reader.getText());
          default -> {
            // Comments and the like.
          }
        }
      }
      return root;
    } catch (XMLStreamException | RuntimeException e) {
      throw new IOException("it is no XML that can be read");
    }
  }
}
