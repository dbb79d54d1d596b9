package bluegreen.nginx;

import bluegreen.host.Accounts;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.nginx.conf.Balance;
import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Word;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Has nginx judge what it would read before a run does, where nothing of the machine's is. */
public final class Trials {
  private static final String WOULD_REFUSE =
      "nginx would refuse its configuration with our site as this playbook has it; as it is now, it"
          + " accepts it:\n";

  private static final String ALONE =
      "nginx would not start with our site as this playbook has it:\n";

  private static final String WOULD_NOT =
      "nginx does not run, and would not start with its files and our site; mend it first:\n";

  /** A look whether nginx would take its files as they are. */
  interface Look {
    /** Why it would not, in its own words; empty where it would. */
    Optional<String> refusal() throws HostFailure, InterruptedException;
  }

  private final Playbook playbook;
  private final NginxProcess process;
  private final Commands commands;
  private final boolean alone;
  private final Optional<Configuration> present;

  /**
   * For the nginx of one playbook.
   *
   * @param alone whether it is for our site alone
   * @param present its configuration; empty where that is not known
   */
  Trials(
      Playbook playbook,
      NginxProcess process,
      Commands commands,
      boolean alone,
      Optional<Configuration> present) {
    this.playbook = playbook;
    this.process = process;
    this.commands = commands;
    this.alone = alone;
    this.present = present;
  }

  private static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /**
   * Why nginx would refuse the playbook's own directives; empty where it would not, or that cannot
   * be told.
   *
   * @param site our site file as it would be
   */
  public Optional<String> ofLocation(String site) throws InterruptedException {
    Optional<String> unbalanced = playbook.nginx().location().flatMap(Balance::fault);
    if (unbalanced.isPresent()) {
      return unbalanced.map(fault -> "nginx.location: " + fault);
    }
    Optional<String> build = process.build();
    Optional<List<String>> modules =
        alone
            ? Optional.of(List.of())
            : present.map(c -> c.all("load_module").stream().map(d -> d.arg(0)).toList());
    if (build.isEmpty() || modules.isEmpty() || playbook.nginx().location().isEmpty()) {
      return Optional.empty();
    }
    Path prefix = NginxFiles.prefix(playbook.nginx().server(), build.get());
    return new LocationTrial(playbook.nginx().bin(), prefix, temporary(), commands)
        .refusal(site, modules.get());
  }

  /**
   * Why nginx would not go on, or not start, once our site is there; empty where it would, or that
   * cannot be told.
   *
   * @param rendered the files as they would be
   */
  public Optional<String> ofSite(NginxFiles rendered, NginxFacts seen) throws InterruptedException {
    Optional<String> build = process.build();
    Path file = playbook.nginx().target().file();
    String site = site(rendered, Slot.BLUE);
    Optional<Configuration> future =
        base(rendered, seen).map(configuration -> configuration.with(file, site));
    boolean isAsked = !seen.running() || isNew(rendered, seen) && present.isPresent();
    if (!isAsked || build.isEmpty() || future.isEmpty()) {
      return Optional.empty();
    }
    Set<Path> gone = seen.former().map(Set::of).orElse(Set.of());
    Configuration whole = future.get().completed(gone);
    if (!whole.endless().isEmpty()) { // nginx's own test would end in a crash, without a word.
      String which = String.join(", ", whole.endless());
      return Optional.of(
          "with our site as this playbook has it, nginx would never come to an end of "
              + which
              + ", which includes itself; take that include out");
    }
    boolean reads = (seen.running() || alone) && !playbook.nginx().sudo(); // With our rights.
    Optional<String> closed = closed(whole.missing(), Files::isReadable).filter(c -> reads);
    if (closed.isPresent()) {
      return closed.map(said -> (alone ? ALONE : WOULD_REFUSE) + said + advice(said));
    }
    StartTrial trial =
        new StartTrial(
            playbook.nginx().server(),
            build.get(),
            seen.running() || seen.underSystemd(),
            playbook.nginx().prefix().filter(p -> alone),
            temporary(),
            commands);
    Optional<String> said = trial.refusal(whole, gone);
    if (said.isEmpty() || Nginx.isSlow(said.get())) {
      return said;
    }
    String quoted = said.get() + NginxWriter.quoted(file, site, said.get());
    if (!seen.running()) {
      return Optional.of((alone ? ALONE : WOULD_NOT) + quoted + advice(quoted));
    }
    // What it says of what it runs with is about the copies, and nothing of ours.
    return trial.refusal(present.get().completed(Set.of()), Set.of()).isEmpty()
        ? Optional.of(WOULD_REFUSE + quoted + advice(quoted))
        : Optional.empty();
  }

  /** Why nginx, which does not run, would not start with its files as they are. */
  Optional<String> atRest() throws InterruptedException {
    Optional<String> build = process.build();
    Optional<Configuration> files = Configuration.ofFiles(playbook.nginx().conf());
    return build.isPresent() && files.isPresent()
        ? new StartTrial(
                playbook.nginx().server(),
                build.get(),
                true,
                Optional.empty(),
                temporary(),
                commands)
            .refusal(files.get(), Set.of())
        : Optional.empty();
  }

  /**
   * What nginx says of a file that is there and closed to it.
   *
   * @param missing the files that could not be read
   */
  static Optional<String> closed(Set<String> missing, Predicate<Path> isReadable) {
    return missing.stream()
        .filter(name -> !name.contains("\0"))
        .map(Path::of)
        .filter(file -> Files.isRegularFile(file) && !isReadable.test(file))
        .map(file -> "open() \"" + file + "\" failed (13: Permission denied)")
        .findFirst();
  }

  /** What our site would come into; one for it alone is written with it. */
  private Optional<Configuration> base(NginxFiles rendered, NginxFacts seen) {
    return alone
        ? Configuration.ofFiles(
            playbook.nginx().conf(), Word.encoded(rendered.main(Accounts.areRoot())))
        : present.map(c -> seen.former().map(c::without).orElse(c));
  }

  private boolean isNew(NginxFiles rendered, NginxFacts seen) {
    return seen.problem().isEmpty()
        && (seen.former().isPresent()
            || Stream.of(Slot.values())
                .noneMatch(slot -> seen.target().equals(Optional.of(site(rendered, slot)))));
  }

  private String site(NginxFiles rendered, Slot active) {
    return rendered.target(active, playbook.ports().both());
  }

  private String advice(String said) {
    return playbook.nginx().location().isEmpty() || said.contains("nginx.location")
        ? ""
        : "\n"
            + "what is yours in our site is nginx.location in the playbook; mend it there, or a"
            + " file that it includes";
  }
}
