package bluegreen.nginx.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Other words in some places of a configuration's files; all lines keep their numbers. */
public final class Rewriting {
  private final Configuration configuration;
  private final Set<Edit> edits = new LinkedHashSet<>();

  /** A text in the place of what is from one byte of a file to before another one. */
  private record Edit(Path file, int from, int to, String text) {}

  /** Of that configuration, where nothing is changed yet. */
  public Rewriting(Configuration configuration) {
    this.configuration = configuration;
  }

  /** Puts another word in the place of an argument, counted from 0; an empty one removes it. */
  public void replace(Directive directive, int index, String word) {
    Word old = directive.words().get(index + 1);
    String text = word.isEmpty() ? "" : '"' + Word.encoded(word) + '"';
    edits.add(new Edit(directive.file(), old.from(), old.to(), text));
  }

  /** Puts directives before another one. */
  public void before(Directive directive, String directives) {
    int at = directive.words().get(0).from();
    edits.add(new Edit(directive.file(), at, at, Word.encoded(directives) + " "));
  }

  /** Puts directives at the beginning of a block. */
  public void into(Directive block, String directives) {
    Optional<Directive> first = block.body().orElse(List.of()).stream().findFirst();
    if (first.isPresent()) {
      before(first.get(), directives);
      return;
    }
    int last = block.words().get(block.words().size() - 1).to();
    configuration.texts().entrySet().stream()
        .filter(text -> ConfFiles.path(text.getKey()).equals(block.file()))
        .map(text -> text.getValue().indexOf('{', last) + 1)
        .findFirst()
        .ifPresent(at -> edits.add(new Edit(block.file(), at, at, Word.encoded(directives) + " ")));
  }

  /** The files as they are then, by the names that nginx opens them with. */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    configuration.texts().forEach((name, text) -> texts.put(name, rewritten(name, text)));
    return texts;
  }

  private String rewritten(String name, String text) {
    Path file = ConfFiles.path(name);
    List<Edit> here = new ArrayList<>(edits.stream().filter(e -> e.file().equals(file)).toList());
    here.sort(Comparator.comparingInt(Edit::from));
    StringBuilder out = new StringBuilder();
    int done = 0;
    for (Edit edit : here) {
      if (edit.from() < done) {
        continue; // A file that is included twice says the same both times.
      }
      out.append(text, done, edit.from()).append(edit.text());
      done = edit.to();
    }
    return out.append(text.substring(done)).toString();
  }
}
