package bluegreen.observe;

import bluegreen.contents.Contents;
import bluegreen.contents.ContentsReader;
import bluegreen.host.JavaBuild;
import bluegreen.nginx.NginxFacts;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.runner.Launch;
import bluegreen.runner.Running;
import bluegreen.state.AppDir;
import bluegreen.state.History;
import bluegreen.state.Release;
import bluegreen.state.Releases;
import bluegreen.state.Source;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Looks into the releases that a run is about. */
final class InsideView {
  private final Playbook playbook;
  private final AppDir dir;
  private final Releases releases;

  InsideView(Playbook playbook, AppDir dir, Releases releases) {
    this.playbook = playbook;
    this.dir = dir;
    this.releases = releases;
  }

  /** Nothing is looked at where what is wanted serves already. */
  Inside of(
      Optional<Release> wanted,
      NginxFacts nginx,
      Map<Slot, SlotFacts> slots,
      Collection<Launch> launches) {
    Optional<String> served =
        Facts.serving(nginx, slots)
            .map(slots::get)
            .flatMap(SlotFacts::running)
            .map(Running::release)
            .or(this::servedLast);
    if (wanted.isEmpty() || wanted.map(Release::id).equals(served)) {
      return Inside.unseen();
    }
    return new Inside(
        served.flatMap(releases::find).map(releases::contents),
        contents(wanted.get()),
        playbook.app().program() instanceof Playbook.Jar
            ? launches.stream()
                .findFirst()
                .flatMap(launch -> JavaBuild.of(Path.of(launch.argv().get(0))))
                .map(build -> OptionalInt.of(build.version()))
                .orElse(OptionalInt.empty())
            : OptionalInt.empty());
  }

  /** Where nothing serves any more: the database is as the last version has left it. */
  private Optional<String> servedLast() {
    List<String> served = new History(dir).served();
    return served.isEmpty() ? Optional.empty() : Optional.of(served.get(served.size() - 1));
  }

  private Optional<Contents> contents(Release wanted) {
    if (releases.find(wanted.id()).isPresent()) {
      return Optional.of(releases.contents(wanted));
    }
    return Source.of(playbook.app(), dir).here(wanted.digest()).map(ContentsReader::read);
  }
}
