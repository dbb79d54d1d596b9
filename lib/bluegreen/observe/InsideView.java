package bluegreen.observe;

import bluegreen.contents.Contents;
import bluegreen.contents.ContentsReader;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks into the releases that a run is about. */
final class InsideView {
  /** As every JDK says of itself, in a file in its folder; {@code 1.8.0_392} is Java 8. */
  private static final Pattern VERSION =
      Pattern.compile("(?m)^JAVA_VERSION=\"(?:1\\.)?([0-9]{1,4})(?:[._+-][^\"]*)?\"\\s*$");

  private static final int LARGEST = 1 << 16;

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
                .map(launch -> java(Path.of(launch.argv().get(0))))
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

  /** The version of a Java, as its own folder says; empty where a script stands in its place. */
  static OptionalInt java(Path program) {
    try {
      Path real = program.toRealPath();
      Path bin = real.getParent();
      if (!real.endsWith("bin/java")) {
        return OptionalInt.empty();
      }
      // That of Java 8 is in jre/bin.
      Path home = bin.getParent().endsWith("jre") ? bin.getParent().getParent() : bin.getParent();
      Path release = home.resolve("release");
      if (!Files.isRegularFile(release) || Files.size(release) > LARGEST) {
        return OptionalInt.empty();
      }
      Matcher version = VERSION.matcher(Files.readString(release));
      return version.find()
          ? OptionalInt.of(Integer.parseInt(version.group(1)))
          : OptionalInt.empty();
    } catch (IOException | RuntimeException e) {
      return OptionalInt.empty();
    }
  }
}
