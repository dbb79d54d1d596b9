package bluegreen.plan;

import bluegreen.nginx.NginxFiles;
import bluegreen.observe.Facts;
import bluegreen.observe.Remains;
import bluegreen.plan.FileAction.KeepEdited;
import bluegreen.plan.FileAction.KeepStrangers;
import bluegreen.plan.FileAction.Remove;
import bluegreen.plan.FileAction.RemoveIfEmpty;
import bluegreen.playbook.Playbook;
import bluegreen.state.AppDir;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides which files of ours go with a removal, and which folders: last, when nothing needs them.
 */
final class FileRemoval {
  /** The folders above a link that may be of our making, without root {@code ~/.local/state}. */
  private static final Set<String> MADE_FOR_LINKS = Set.of(".apps", "bluegreen", "state", ".local");

  private final Playbook playbook;
  private final AppDir dir;
  private final Facts facts;
  private final Remains remains;

  FileRemoval(Playbook playbook, AppDir dir, Facts facts, Remains remains) {
    this.playbook = playbook;
    this.dir = dir;
    this.facts = facts;
    this.remains = remains;
  }

  /** Whether nginx is there for this app alone. */
  boolean isPrivate() {
    return facts
        .nginx()
        .conf()
        .flatMap(NginxFiles::privateSite)
        .filter(playbook.nginx().target().file()::equals)
        .isPresent();
  }

  /** What somebody has made of the site file, where that is kept. */
  Optional<KeepEdited> edited() {
    return KeepEdited.of(
        playbook.nginx().target().file(), facts.nginx().target(), dir, facts.kept());
  }

  /** The step. */
  Step step() {
    List<Action> actions = new ArrayList<>();
    remains.written().forEach(file -> actions.add(new Remove(file)));
    // What a killed run has left beside nginx's files; the rest goes with the app's folder.
    Stream.concat(facts.leftovers().stream(), facts.nginx().closing().stream())
        .filter(f -> !f.startsWith(dir.root()))
        .forEach(f -> actions.add(new Remove(f)));
    if (isPrivate()) {
      actions.addAll(ofPrivateNginx(playbook.nginx().prefix().orElseThrow()));
    }
    if (facts.estate().entered()) {
      facts.estate().link().ifPresent(link -> withdraw(link, actions));
    }
    playbook
        .app()
        .workdir()
        .filter(w -> remains.made().isPresent() && !w.startsWith(dir.root()))
        .ifPresent(w -> actions.addAll(emptied(w)));
    if (remains.made().isPresent() && !playbook.nginx().sudo()) {
      actions.addAll(emptied(playbook.nginx().target().file().getParent()));
    }
    if (remains.there()) { // Last: the lock goes with it, and the next run may begin.
      remains.strangers().forEach(others -> actions.add(new KeepStrangers(others)));
      actions.add(new Remove(dir.root()));
      madeFor(dir.root())
          .filter(folder -> !folder.equals(dir.root()))
          .forEach(folder -> actions.add(new RemoveIfEmpty(folder)));
    }
    remains.emptied().forEach(folder -> actions.add(new RemoveIfEmpty(folder)));
    String what = remains.there() ? folder() : "removed leftovers";
    return actions.isEmpty()
        ? Step.ok(StepName.PRUNE, "nothing to remove")
        : Step.of(StepName.PRUNE, what, lastOnes(actions));
  }

  /** Each action once, where it comes last: by then a folder is empty. */
  private static List<Action> lastOnes(List<Action> actions) {
    List<Action> reversed = new ArrayList<>(actions);
    Collections.reverse(reversed);
    List<Action> once = new ArrayList<>(new LinkedHashSet<>(reversed));
    Collections.reverse(once);
    return once;
  }

  private List<Action> ofPrivateNginx(Path prefix) {
    List<Action> actions = new ArrayList<>();
    actions.add(new Remove(prefix.resolve(NginxFiles.ERROR_LOG)));
    if (playbook.nginx().behind().isPresent()) {
      actions.add(new Remove(prefix.resolve("logs/nginx.pid")));
    }
    actions.add(new RemoveIfEmpty(prefix.resolve("logs")));
    actions.add(new Remove(prefix.resolve("temp")));
    // nginx takes it away when it ends, but not after a mere test.
    actions.add(new Remove(prefix.resolve("nginx.pid")));
    actions.addAll(new LinkedSite(playbook, facts.nginx()).removals());
    // Last of the files: it tells a run after one that was killed that the rest is ours.
    actions.add(new Remove(playbook.nginx().conf()));
    actions.addAll(emptied(prefix));
    return actions;
  }

  private String folder() {
    return remains.goes()
        ? "removed " + dir.root() + left()
        : "emptied " + dir.root() + ", which was there before us" + left();
  }

  private static void withdraw(Path link, List<Action> actions) {
    actions.add(new Remove(link));
    Path folder = link.getParent();
    while (MADE_FOR_LINKS.contains(folder.getFileName().toString())) {
      actions.add(new RemoveIfEmpty(folder));
      folder = folder.getParent();
    }
  }

  private String left() {
    Stream<String> staying = remains.staying().stream().map(p -> dir.root().relativize(p) + "");
    Stream<String> moved =
        remains.strangers().stream()
            .map(s -> s.what() + " (moved to " + dir.root().relativize(s.kept()) + ")");
    Stream<String> edited =
        edited().map(k -> dir.root().relativize(k.kept()).toString()).stream()
            .filter(name -> !remains.staying().contains(dir.kept()));
    String all =
        Stream.of(staying, edited, moved).flatMap(names -> names).collect(Collectors.joining(", "));
    return all.isEmpty() ? "" : ", but for what is not ours in it: " + all;
  }

  /** Where nothing is left in them: a folder beside the app's, and those above it. */
  private List<Action> emptied(Path folder) {
    return madeFor(folder)
        .filter(path -> !dir.root().startsWith(path))
        .<Action>map(RemoveIfEmpty::new)
        .toList();
  }

  /** A folder of ours and those above it, the innermost first, as far as they were made by us. */
  private Stream<Path> madeFor(Path folder) {
    return remains
        .made()
        .map(made -> made.stream().filter(folder::startsWith))
        .orElseGet(() -> Stream.concat(Stream.of(folder), likelyMade(folder.getParent()).stream()));
  }

  /** The folder above, where it is most likely one that we created on the way. */
  private Optional<Path> likelyMade(Path parent) {
    Path own = playbook.file().toAbsolutePath().normalize().getParent();
    boolean shared = parent.endsWith("bluegreen");
    boolean below = parent.startsWith(own) && !parent.equals(own);
    return shared || below ? Optional.of(parent) : Optional.empty();
  }
}
