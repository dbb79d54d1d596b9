package bluegreen.nginx;

import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Directive;
import bluegreen.nginx.conf.Socket;
import bluegreen.playbook.Playbook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is in the way of a file of ours in the stream block of an nginx that others have configured.
 *
 * @param present its configuration as it is
 * @param future the same with our file
 * @param ours the names of our file, and of the one that it is in until now
 */
record StreamContact(
    Playbook.Nginx nginx,
    StreamModule module,
    Configuration present,
    Configuration future,
    Set<Path> ours) {
  /** A sentence each; each names what to change. */
  List<String> problems() {
    Path file = nginx.target().file();
    List<String> problems = new ArrayList<>();
    module
        .file()
        .filter(so -> !module.isLoaded(present))
        .map(
            so ->
                "%s does not load nginx's stream module; add as its first line: `load_module %s;`"
                    .formatted(main(), so))
        .ifPresent(problems::add);
    if (!future.includes(file)) {
      if (present.isWhole()) {
        problems.add(
            "%s does not include %s; add at its top level, beside http: `stream { include %s; }` (a pattern: such a file may be missing)"
                .formatted(main(), file, IncludeAdvice.pattern(file)));
      }
      return problems;
    }
    boolean outside =
        future.landings(file).stream()
            .anyMatch(l -> l.blocks().size() != 1 || !l.blocks().get(0).is("stream"));
    if (outside) {
      problems.add(
          "nginx.stream: "
              + file
              + " is included by "
              + future.landings(file).get(0).include().place()
              + ", which is not in the stream block; have it included there alone");
    }
    for (String listen : nginx.listen()) {
      Optional<Directive> taken =
          present.listening(Socket.of(listen).port(), f -> !ours.contains(f));
      taken.ifPresent(
          d ->
              problems.add(
                  "nginx.listen: port %d is taken by another block of nginx's, %s (`%s;`); choose another port"
                      .formatted(Socket.of(listen).port(), d.place(), d.shown())));
    }
    return problems;
  }

  private String main() {
    return nginx.conf().toString();
  }
}
