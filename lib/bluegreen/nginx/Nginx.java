package bluegreen.nginx;

import bluegreen.host.Account;
import bluegreen.host.Accounts;
import bluegreen.host.AtomicFiles;
import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Http;
import bluegreen.host.Processes;
import bluegreen.host.Trail.Link;
import bluegreen.nginx.conf.Configuration;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The nginx that a playbook describes: looked at, tested, reloaded, started. */
public final class Nginx {
  private final Playbook playbook;
  private final Commands commands;
  private final AtomicFiles files;
  private final Processes processes;
  private final NginxProcess process;
  private final Pointer pointed;
  private final NginxWriter writer;
  private final NginxLock lock;
  private final Closing closing;
  private final NginxView view;
  private final LoadedStream loaded;

  /**
   * The nginx of one playbook.
   *
   * @param patience how long to wait for another deployment that works on its configuration
   */
  public Nginx(
      Playbook playbook,
      AppDir dir,
      Commands commands,
      Http http,
      AtomicFiles files,
      Processes processes,
      Duration patience) {
    this.playbook = playbook;
    this.commands = commands;
    this.files = files;
    this.processes = processes;
    this.process = new NginxProcess(playbook, commands, processes, this::conf);
    this.pointed = new Pointer(playbook, dir);
    this.writer = new NginxWriter(playbook, commands, files);
    this.lock = new NginxLock(playbook.nginx().server(), commands, processes, patience);
    this.closing = new Closing(dir, commands, files, processes);
    this.loaded = new LoadedStream(playbook);
    this.view = new NginxView(playbook, dir, http, process, pointed, writer, lock, closing);
  }

  /** Its command lines. */
  public NginxCommands commands() throws HostFailure, InterruptedException {
    return new NginxCommands(playbook.nginx().server(), process.runAs());
  }

  /** Looks at nginx without touching anything. */
  public NginxFacts observe() throws HostFailure, InterruptedException {
    return view.observe();
  }

  /**
   * The configuration that {@link #observe} has seen nginx accept, or that its files are where it
   * does not run, as a model.
   */
  public Optional<Configuration> configuration() {
    return view.configuration();
  }

  /** The sites of ours in it, our own and other apps'. */
  public List<LoadedSite> sites() {
    return view.sites();
  }

  /** The masters of all nginx processes on this machine. */
  public List<Masters.Master> masters() throws InterruptedException {
    return new Masters(processes).all(process.build().orElse(""));
  }

  /** Whether a problem is that nginx takes too long to look at its configuration. */
  public static boolean isSlow(String problem) {
    return problem.startsWith(NginxWriter.SLOW);
  }

  /** Whether nginx runs; found out without a test, which would leave a pid file behind. */
  public boolean isRunning() throws InterruptedException {
    return process.master().isPresent();
  }

  /**
   * Whether another deployment has started it, or ended it, since it was seen; waits for one that
   * is at it: it listens before it can be told to be ours.
   */
  public boolean hasTurned(NginxFacts seen) throws InterruptedException {
    return seen.installed() && (!seen.running() && lock.wasHeld() || isRunning() != seen.running());
  }

  /** Whether its main configuration is one that we wrote, for our site alone. */
  public boolean isPrivate() {
    return conf().filter(NginxFiles::isPrivate).isPresent();
  }

  /** The pids of nginx's workers, those that finish their last requests included. */
  public Set<Long> workers() throws InterruptedException {
    return process.workers();
  }

  /** Whom they run as, or would where it was started; empty where that is not to be seen. */
  public Optional<Account> workersAccount() throws InterruptedException {
    boolean roots = Accounts.areRoot() || playbook.nginx().sudo();
    Optional<Configuration> read = configuration().filter(c -> roots);
    return new WorkersAccount(new Accounts(commands), processes)
        .of(workers(), read, process.build().orElse(""));
  }

  /** The pids of all workers of this machine whose master is gone: they may have requests left. */
  public Set<Long> orphans() {
    return process.orphans();
  }

  /** What nginx says of what it would read, tried where nothing of the machine's is touched. */
  public Trials trials() {
    return new Trials(playbook, process, commands, isForUsAlone(), configuration());
  }

  /** Work on nginx's configuration. */
  public interface ConfigurationWork<E extends Exception> {
    /** Does it. */
    void run() throws E, HostFailure, InterruptedException;
  }

  /**
   * Does some work on nginx's configuration while no other deployment on this machine works on it:
   * neither may test, or reload, what the other has half written.
   */
  public <E extends Exception> void exclusively(ConfigurationWork<E> work)
      throws E, HostFailure, InterruptedException {
    if (isForUsAlone()) { // So is our app's own lock.
      work.run();
    } else {
      lock.during(work);
    }
  }

  private boolean isForUsAlone() {
    return isPrivate() || playbook.nginx().prefix().isPresent() && conf().isEmpty();
  }

  private Optional<String> conf() {
    return SetValue.text(playbook.nginx().conf()).map(SetValue::shown);
  }

  /** Starts nginx; where it runs by now, as a package does after its installation, reloads it. */
  public void start(Command command) throws HostFailure, InterruptedException {
    if (isRunning()) {
      reload(Duration.ZERO);
    } else {
      writer.start(command);
      loaded.note(files);
    }
  }

  /**
   * Has the running nginx read its configuration anew, and looks whether it did.
   *
   * @param soft how long before it each answer of our blocks closes its connection
   * @throws HostFailure where nginx goes on with the configuration that it had
   */
  public void reload(Duration soft) throws HostFailure, InterruptedException {
    String build = process.build().orElse("");
    Path prefix = NginxFiles.prefix(playbook.nginx().server(), build);
    Optional<ErrorLog> log = ErrorLog.of(conf().orElse(""), build, prefix);
    List<Path> others = others();
    Closing.Work signal = () -> run(commands().reload(), "nginx cannot be reloaded");
    Duration told = playbook.nginx().isStream() && others.isEmpty() ? Duration.ZERO : soft;
    new Reload(closing, processes, log).perform(told, others, workers(), signal);
    loaded.note(files);
  }

  /** The same as planned, but for the apps of ours whose sites have come into it since. */
  public void reloadAsPlanned(Duration soft) throws HostFailure, InterruptedException {
    reload(soft.isZero() && !others().isEmpty() ? playbook.nginx().soft() : soft);
  }

  private List<Path> others() {
    return closing.others(LoadedSite.inFiles(playbook.nginx().conf()));
  }

  /**
   * Tests the configuration as it is, and has the running nginx read it.
   *
   * @throws HostFailure where nginx refuses it, or does not run
   */
  public void testAndReload() throws HostFailure, InterruptedException {
    run(commands().test(), "nginx refuses its configuration; it was not reloaded");
    if (!isRunning()) {
      throw new HostFailure("nginx is not running; there is nothing to reload");
    }
    reload();
  }

  /** The same with the moment before it that the playbook says. */
  public void reload() throws HostFailure, InterruptedException {
    reload(playbook.nginx().soft());
  }

  /**
   * The slot that the marker names; empty where there is no folder for it yet. It is kept with the
   * reload switch too, where it tells the slot although nginx's file is lost.
   */
  public Optional<Slot> marked() {
    return pointed.marked();
  }

  /** Points the live switch at a slot; in effect with nginx's next request. */
  public void mark(Slot slot) throws HostFailure {
    pointed.mark(slot, files);
  }

  /** Notes that nginx may fall back to what is in a slot. */
  public void prove(Slot slot) throws HostFailure {
    pointed.prove(slot, files);
  }

  /**
   * Puts a text into a file of nginx's and tests the whole; refused, it is put back byte for byte.
   *
   * @return what nginx warns of in it
   * @throws HostFailure with nginx's own message
   */
  public List<String> writeAndTest(Path file, String text)
      throws HostFailure, InterruptedException {
    return writer.writeAndTest(file, text, commands());
  }

  /**
   * Gives a file of nginx's another name and tests the whole; refused, it gets its old one back.
   *
   * @throws HostFailure with nginx's own message
   */
  public void renameAndTest(Path file, Path name) throws HostFailure, InterruptedException {
    writer.renameAndTest(file, name, commands());
  }

  /**
   * Removes a file of nginx's and the links that lead to it; where the nginx that runs cannot do
   * without, all of that is put back.
   */
  public void removeAndTest(Path file, String before, List<Link> links)
      throws HostFailure, InterruptedException {
    boolean running = isRunning();
    writer.removeAndTest(file, before, links, running ? this::refusal : trials()::atRest, running);
  }

  private Optional<String> refusal() throws HostFailure, InterruptedException {
    Commands.Result test = commands.run(commands().test());
    return test.ok() ? Optional.empty() : Optional.of(writer.said(test));
  }

  /** Has links lead again to a file that is there again. */
  public void relink(List<Link> links) throws HostFailure {
    writer.relink(links);
  }

  /** Gives a file the content that it had, or takes it away where there was none. */
  public void putBack(Path file, Optional<String> before) throws HostFailure, InterruptedException {
    writer.putBack(file, before);
  }

  /** Writes a file of nginx's, with root's rights where the playbook says so. */
  public void write(Path file, String text) throws HostFailure, InterruptedException {
    writer.write(file, text);
  }

  /** Removes a file of nginx's, a folder with all that is in it, or another app's marker. */
  public void remove(Path path) throws HostFailure, InterruptedException {
    if (Closing.isMarker(path)) {
      closing.take(List.of(path));
    } else {
      writer.remove(path);
    }
  }

  /** Runs one of nginx's commands; {@code otherwise} begins the message where it fails. */
  public void run(Command command, String otherwise) throws HostFailure, InterruptedException {
    writer.run(command, otherwise);
  }
}
