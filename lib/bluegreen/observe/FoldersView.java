package bluegreen.observe;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Listing;
import bluegreen.host.Trail;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Site;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Task;
import bluegreen.playbook.Templates;
import bluegreen.runner.Launch;
import bluegreen.state.AppDir;
import bluegreen.state.Cache;
import bluegreen.state.Release;
import bluegreen.state.Releases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is to be seen of files and folders of ours. */
record FoldersView(Playbook playbook, AppDir dir, Templates templates, Releases releases) {

  /** The folders that a start needs, and that are not there. */
  List<Path> missing(Collection<Launch> starts) {
    Stream<Path> ours =
        Stream.of(dir.root(), dir.releases(), dir.slots(), dir.live(), dir.logs(), dir.acme())
            .filter(f -> playbook.nginx().target() instanceof Site || !f.equals(dir.acme()));
    // A release's own folder is there as soon as it is stored.
    Stream<Path> workdirs =
        starts.stream()
            .filter(l -> !l.workdir().startsWith(dir.releases()))
            .filter(l -> !Files.isDirectory(l.workdir()) || isHalfMade(l))
            .map(Launch::workdir)
            .distinct();
    return Stream.concat(ours.filter(f -> !Files.isDirectory(f)), workdirs).toList();
  }

  /** Whether a killed run has made the app's folder without giving it to its user. */
  private boolean isHalfMade(Launch launch) {
    Path workdir = launch.workdir();
    try (Stream<Path> within = Files.list(workdir)) {
      Object owner = Files.getAttribute(workdir, "unix:uid");
      return workdir.equals(dir.work())
          && launch.account().filter(a -> !owner.equals((int) a.uid())).isPresent()
          && within.findAny().isEmpty();
    } catch (IOException e) {
      return false; // Not ours to see.
    }
  }

  /** Whether releases may go when the plan is carried out. */
  boolean arePruned() {
    return releases.all().size() >= playbook.app().keepReleases();
  }

  /** What is in releases that was not put there by us: it takes a look at every file. */
  List<ForeignFiles> strangers() {
    List<ForeignFiles> strangers = new ArrayList<>();
    for (Release release : releases.all()) {
      try {
        Path folder = release.folder();
        List<Path> files = releases.strangers(folder);
        if (!files.isEmpty()) {
          strangers.add(new ForeignFiles(folder, files, releases.kept(folder)));
        }
      } catch (HostFailure e) {
        // Not ours to see, and so not ours to remove: whoever tries says so.
      }
    }
    return strangers;
  }

  /** What runs that were killed have left half done. */
  List<Path> leftovers(Optional<Release> wanted) {
    List<Path> leftovers = new ArrayList<>(releases.leftovers());
    if (wanted.flatMap(w -> releases.find(w.id())).isPresent()) {
      leftovers.addAll(Cache.waiting(dir)); // Nobody waits for it.
    }
    Stream<Path> told =
        Stream.concat(Stream.of(dir.roles()), Listing.of(dir.roles()).stream())
            .filter(f -> Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS));
    for (Path folder :
        Stream.concat(Stream.of(dir.root(), dir.slots(), dir.evidence()), told).toList()) {
      Listing.of(folder).stream()
          .filter(f -> f.getFileName().toString().startsWith(AtomicFiles.TEMPORARY))
          .forEach(leftovers::add);
    }
    Stream<Path> files = Stream.of(playbook.nginx().target().file(), playbook.nginx().conf());
    for (Path file : Stream.concat(files, playbook.app().metrics().stream()).toList()) {
      Path temporary = AtomicFiles.temporary(Trail.of(file).end());
      if (Files.exists(temporary)) {
        leftovers.add(temporary);
      }
    }
    return leftovers;
  }

  /** What the tasks are to create, in whichever slot they will be run for, and is there already. */
  Set<Path> created(Optional<Release> wanted) {
    Set<Path> created = new HashSet<>();
    for (Task task : playbook.hooks().all()) {
      for (Slot slot : wanted.isPresent() ? Slot.values() : new Slot[0]) {
        Release release = wanted.get();
        Endpoint endpoint = playbook.ports().of(slot);
        try {
          Map<String, Object> names =
              playbook.scope().at(slot, endpoint, release.version(), release.home()).names();
          task.creates()
              .map(c -> playbook.folder().resolve(templates.fill(c, names)))
              .filter(Files::exists)
              .ifPresent(created::add);
        } catch (Templates.Unfillable e) {
          // It asks for what an earlier task will have registered.
        }
      }
    }
    return created;
  }
}
