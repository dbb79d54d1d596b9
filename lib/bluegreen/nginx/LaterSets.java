package bluegreen.nginx;

import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Pass;
import bluegreen.playbook.Playbook.Include;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What gives the variable of an included file another value before a request is passed. */
record LaterSets(Include include) {

  /** The {@code set} whose value counts for a pass, where it is not the included file's. */
  Optional<Directive> counting(Pass pass) {
    List<Directive> sets = new ArrayList<>(in(pass.server().directive()));
    around(pass.server().directive(), pass.location()).forEach(block -> sets.addAll(in(block)));
    return sets.isEmpty()
        ? Optional.empty()
        : Optional.of(sets.get(sets.size() - 1)).filter(last -> !isIncluded(last));
  }

  private List<Directive> in(Directive block) {
    return block.children().stream()
        .filter(d -> d.is("set") && d.arg(0).equals("$" + include.variable()))
        .toList();
  }

  /** The location that the request ends in, with the conditions within it. */
  private static List<Directive> around(Directive server, Directive inner) {
    List<Directive> blocks = new ArrayList<>();
    if (server != inner) {
      server.tree().filter(d -> d.tree().anyMatch(t -> t == inner)).skip(1).forEach(blocks::add);
    }
    int last = 0;
    for (int i = 0; i < blocks.size(); i++) {
      last = blocks.get(i).is("location") ? i : last;
    }
    return blocks.subList(last, blocks.size());
  }

  private boolean isIncluded(Directive set) {
    try {
      return Files.isSameFile(set.file(), include.file());
    } catch (IOException e) {
      return set.file().equals(include.file());
    }
  }
}
