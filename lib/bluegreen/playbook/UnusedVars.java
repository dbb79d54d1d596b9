package bluegreen.playbook;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The variables of the command line that a playbook neither has nor asks for. It is no error, as
 * one set of them may be for several playbooks; mostly it is a misspelling.
 */
final class UnusedVars {
  private static final Pattern USE =
      Pattern.compile("\\bvars\\b(?:\\s*\\.\\s*(\\w+)|\\s*\\[\\s*['\"](\\w+)['\"]\\s*\\])?");

  private final Set<String> known = new TreeSet<>();
  private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Whether a template chooses among them by itself. */
  private boolean all;

  private UnusedVars() {}

  /** A sentence for each. */
  static List<String> of(Node root, Set<String> declared, Map<String, String> given) {
    UnusedVars vars = new UnusedVars();
    vars.known.addAll(declared);
    vars.look(root);
    List<String> sentences = new ArrayList<>();
    for (String name : new TreeMap<>(given).keySet()) {
      if (!vars.all && !vars.known.contains(name)) {
        sentences.add(
            "-e %1$s has no effect: the playbook does not ask for {{ vars.%1$s }}%2$s"
                .formatted(name, vars.hint(name)));
      }
    }
    return List.copyOf(sentences);
  }

  private String hint(String name) {
    return Suggestions.nearest(name, known)
        .map(nearest -> "; did you mean '" + Words.shorten(nearest) + "'?")
        .orElse("");
  }

  private void look(Node node) {
    if (!seen.add(node)) {
      return; // By an alias: it may even be in itself.
    }
    if (node instanceof ScalarNode scalar) {
      Matcher use = USE.matcher(scalar.getValue());
      while (use.find()) {
        String name = use.group(1) == null ? use.group(2) : use.group(1);
        if (name == null) {
          all |= scalar.getValue().contains("{{") || scalar.getValue().contains("[");
        } else {
          known.add(name);
        }
      }
    } else if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(this::look);
    } else if (node instanceof MappingNode mapping) {
      mapping.getValue().stream().map(NodeTuple::getValueNode).forEach(this::look);
    }
  }
}
