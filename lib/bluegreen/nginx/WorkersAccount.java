package bluegreen.nginx;

import bluegreen.host.Account;
import bluegreen.host.Accounts;
import bluegreen.host.Processes;
import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Directive;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds whom nginx's workers run as, or will. */
final class WorkersAccount {
  private static final Pattern BUILT = Pattern.compile("--user=(\\S+)");

  /** What nginx is built with where nobody says otherwise. */
  private static final String USUAL = "nobody";

  private final Accounts accounts;
  private final Processes processes;

  WorkersAccount(Accounts accounts, Processes processes) {
    this.accounts = accounts;
    this.processes = processes;
  }

  /**
   * Those that run, with the group that a configuration gives to them, or would where they were
   * started; empty where that is not to be seen.
   *
   * @param read what a master of root's has read, or would
   */
  Optional<Account> of(Set<Long> workers, Optional<Configuration> read, String build)
      throws InterruptedException {
    Optional<Account> running = running(workers);
    Optional<Account> started = read.isPresent() ? started(read.get(), build) : Optional.empty();
    return started.filter(s -> running.map(r -> r.uid() == s.uid()).orElse(true)).or(() -> running);
  }

  /** Those that run; empty where there are none, or that cannot be seen. */
  Optional<Account> running(Set<Long> workers) throws InterruptedException {
    OptionalLong user =
        workers.stream()
            .map(processes::user)
            .filter(OptionalLong::isPresent)
            .findFirst()
            .orElse(OptionalLong.empty());
    return user.isPresent() ? accounts.named(accounts.name(user.getAsLong())) : Optional.empty();
  }

  /**
   * Those that a master of root's starts; empty where there is no such user, or no such group.
   *
   * @param build what nginx says of how it was built
   */
  Optional<Account> started(Configuration configuration, String build) throws InterruptedException {
    Optional<Directive> said = configuration.all("user").stream().findFirst();
    Matcher built = BUILT.matcher(build);
    Optional<Account> account =
        accounts.named(
            said.map(d -> d.arg(0)).orElseGet(() -> built.find() ? built.group(1) : USUAL));
    String group = said.map(d -> d.arg(1)).orElse("");
    if (group.isEmpty() || account.isEmpty()) {
      return account;
    }
    Optional<Long> number = accounts.group(group);
    Account user = account.get();
    return number.map(gid -> new Account(user.name(), user.uid(), gid, user.home()));
  }
}
