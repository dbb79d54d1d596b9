package bluegreen.playbook;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads a playbook: YAML in, immutable records out, or every error at once. */
public final class PlaybookReader {
  private final Templates templates;
  private final Surroundings surroundings;

  /** A reader whose templates see the given variables and environment. */
  public PlaybookReader(Templates templates, Surroundings surroundings) {
    this.templates = templates;
    this.surroundings = surroundings;
  }

  /**
   * Reads one file.
   *
   * @throws InvalidPlaybook with every error that was found
   */
  public Playbook read(Path file) throws InvalidPlaybook {
    MappingNode root = Source.read(file);
    Path folder = Optional.ofNullable(file.toAbsolutePath().normalize().getParent()).orElseThrow();
    Findings findings = new Findings();
    Scalars scalars = new Scalars(templates, findings, appName(root), surroundings);
    Map<String, Object> values = new Checker(scalars, findings).check(root);
    Scope scope = scalars.scope();
    Section playbook = new Section(Keys.PLAYBOOK, values, folder);
    new Rules(findings, templates, surroundings, scope).check(playbook);
    if (!findings.errors().isEmpty()) {
      throw new InvalidPlaybook(file, findings.errors());
    }
    List<String> remarks =
        UnusedVars.of(root, playbook.table("vars").keySet(), surroundings.extraVars());
    return new Binder(surroundings, templates, scope).bind(file, playbook, remarks);
  }

  /** The app's name, which the templates above it in the file may use already. */
  private static String appName(MappingNode root) {
    return child(root, "app")
        .flatMap(app -> child(app, "name"))
        .map(PlaybookReader::text)
        .orElse("");
  }

  private static String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  private static Optional<Node> child(Node node, String key) {
    return node instanceof MappingNode mapping
        ? Optional.ofNullable(Entries.of(mapping, "", new Findings()).get(key))
        : Optional.empty();
  }
}
