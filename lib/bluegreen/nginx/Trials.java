package bluegreen.nginx;

import bluegreen.host.Commands;
import bluegreen.nginx.conf.Configuration;
import bluegreen.playbook.Playbook;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Has nginx judge what it would read before a run does, where nothing of the machine's is. */
public final class Trials {
  private static final String WOULD_NOT =
      "nginx does not run, and would not start with its files and our site; mend it first:\n";

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
   * Why an nginx that does not run would not start once our site is there; empty where it would, or
   * that cannot be told.
   *
   * @param contact what would become of its configuration with our site in it
   * @param site our site file as it would be
   */
  public Optional<String> ofStart(FirstContact contact, String site, NginxFacts seen)
      throws InterruptedException {
    Optional<String> build = process.build();
    if (seen.running() || build.isEmpty() || alone) {
      return Optional.empty();
    }
    Playbook.Server server = playbook.nginx().server();
    return new StartTrial(server, build.get(), seen.underSystemd(), temporary(), commands)
        .refusal(contact.future())
        .map(said -> said + NginxWriter.quoted(playbook.nginx().target().file(), site, said))
        .map(said -> Nginx.isSlow(said) ? said : WOULD_NOT + said);
  }
}
